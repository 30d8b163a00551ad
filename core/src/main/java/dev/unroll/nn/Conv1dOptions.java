package dev.unroll.nn;

/**
 * How a convolution over time moves.
 *
 * @param kernel steps that it reads at once
 * @param stride steps from one output to the next
 * @param padding steps added at both ends
 * @param dilation distance of the steps that it reads at once
 * @param groups into which the channels are divided; each output reads those of its own group
 * @param mode what stands in the padding
 */
public record Conv1dOptions(int kernel, int stride, int padding, int dilation, int groups, Padding mode) {
    public Conv1dOptions {
        if (kernel < 1 || stride < 1 || dilation < 1 || groups < 1 || padding < 0) {
            throw new IllegalArgumentException("conv1d: kernel " + kernel + ", stride " + stride + ", dilation "
                    + dilation + ", groups " + groups + " must be at least 1, and padding " + padding
                    + " at least 0");
        }
    }

    /** So many neighbouring steps at each step, without padding. */
    public static Conv1dOptions of(int kernel) {
        return new Conv1dOptions(kernel, 1, 0, 1, 1, Padding.ZEROS);
    }

    public Conv1dOptions withStride(int steps) {
        return new Conv1dOptions(kernel, steps, padding, dilation, groups, mode);
    }

    public Conv1dOptions withPadding(int steps, Padding with) {
        return new Conv1dOptions(kernel, stride, steps, dilation, groups, with);
    }

    public Conv1dOptions withDilation(int steps) {
        return new Conv1dOptions(kernel, stride, padding, steps, groups, mode);
    }

    public Conv1dOptions withGroups(int count) {
        return new Conv1dOptions(kernel, stride, padding, dilation, count, mode);
    }

    /** Steps that come out of so many: ⌊(n + 2 · padding − dilation · (kernel − 1) − 1) / stride⌋ + 1, below 1 if there are too few. */
    public int length(int steps) {
        return Math.floorDiv(steps + 2 * padding - dilation * (kernel - 1) - 1, stride) + 1;
    }
}
