package dev.unroll.optim;

/**
 * What is done to gradients that are too large, before the update.
 *
 * @param by the whole gradient's Euclidean norm, or each number
 * @param limit above which it is cut; infinite for never
 */
public record Clip(By by, double limit) {
    public enum By {
        /** g · min(1, limit / ‖g‖), over all parameters together (Pascanu, Mikolov and Bengio 2013). */
        NORM,
        /** Each number into [−limit, limit]. */
        VALUE
    }

    public Clip {
        if (!(limit > 0)) {
            throw new IllegalArgumentException("the clipping limit must be above 0, got " + limit);
        }
    }

    public static Clip norm(double limit) {
        return new Clip(By.NORM, limit);
    }

    public static Clip value(double limit) {
        return new Clip(By.VALUE, limit);
    }

    public static Clip none() {
        return new Clip(By.NORM, Double.POSITIVE_INFINITY);
    }
}
