package dev.unroll.tasks.check;

import dev.unroll.tensor.Tensor;

/**
 * How large the numbers are that a model reads.
 *
 * @param finite whether all are numbers
 * @param largest root mean square of the column where that is largest
 * @param column which that is, from 0
 * @param mean of that column
 * @param deviation of that column, from its mean
 * @param all root mean square of everything
 */
record Inputs(boolean finite, double largest, int column, double mean, double deviation, double all) {
    /** Standardised columns have 1, and those of a few ones among zeros less. */
    private static final double TOO_LARGE = 10;

    private static final double TOO_SMALL = 0.01;

    static Inputs of(Tensor x) {
        int columns = x.size(-1);
        int rows = x.size() / columns;
        boolean finite = true;
        double[] sums = new double[columns];
        double[] squares = new double[columns];
        double total = 0;
        for (int i = 0; i < x.size(); i++) {
            double v = x.data()[i];
            finite &= Double.isFinite(v);
            sums[i % columns] += v;
            squares[i % columns] += v * v;
            total += v * v;
        }
        int largest = 0;
        for (int c = 1; c < columns; c++) {
            largest = squares[c] > squares[largest] ? c : largest;
        }
        double mean = sums[largest] / rows;
        double power = squares[largest] / rows;
        return new Inputs(
                finite,
                Math.sqrt(power),
                largest,
                mean,
                Math.sqrt(Math.max(0, power - mean * mean)),
                Math.sqrt(total / x.size()));
    }

    boolean areTooLarge() {
        return largest > TOO_LARGE;
    }

    boolean areTooSmall() {
        return all < TOO_SMALL;
    }
}
