package dev.unroll.loss;

/** ln(e^a + e^b) without overflow. */
final class LogSum {
    private LogSum() {}

    static double of(double a, double b) {
        double larger = Math.max(a, b);
        return larger == Double.NEGATIVE_INFINITY ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
    }

    /** Of any number of them. */
    static double of(double[] all) {
        double largest = Double.NEGATIVE_INFINITY;
        for (double a : all) {
            largest = Math.max(largest, a);
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            return largest;
        }
        double sum = 0;
        for (double a : all) {
            sum += Math.exp(a - largest);
        }
        return largest + Math.log(sum);
    }
}
