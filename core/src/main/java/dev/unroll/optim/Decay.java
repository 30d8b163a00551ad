package dev.unroll.optim;

/**
 * What pulls parameters towards zero.
 *
 * @param l2 λ of the penalty λ/2 Σ p²: λ p joins the gradient after clipping, unless the rule decays by itself and reads
 *     {@code wd} (AlexNet's momentum, AdamW)
 * @param l1 λ of the penalty λ Σ |p|: λ sign(p) joins the gradient after clipping
 */
public record Decay(double l2, double l1) {
    public static final Decay NONE = new Decay(0, 0);

    public Decay {
        check("weight decay", l2);
        check("L1 penalty", l1);
    }

    private static void check(String what, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException("the " + what + " must be at least 0, got " + value);
        }
    }
}
