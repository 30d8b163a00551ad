package dev.unroll.recurrence;

/**
 * The sizes of a layer in memory. Hidden widths are padded to whole panels, so that kernels meet no ragged ends. What
 * lies in the padding is zero in every operand of a product and in every gradient of a pre-activation, hence in every
 * weight and its gradient.
 *
 * @param input features of the input, or the number of tokens when the input is a token index
 * @param tokens whether the input is a token index: its product is then a row of the weights
 * @param hidden width of every state
 * @param panel columns of a packed panel
 */
record Widths(int input, boolean tokens, int hidden, int panel) {
    Widths {
        if (input < 1 || hidden < 1) {
            throw new IllegalArgumentException(
                    "a layer needs an input and a hidden width of at least 1, got " + input + " and " + hidden);
        }
    }

    /**
     * Rows of memory are a little longer than their contents: strides that are multiples of 4096 bytes make the rows of a
     * block fall on the same cache sets.
     */
    private static final int SKEW = 16;

    private static int roundUp(int n, int unit) {
        return (n + unit - 1) / unit * unit;
    }

    int padded() {
        return roundUp(hidden, panel);
    }

    int blocks() {
        return padded() / panel;
    }

    /** Columns of the input in the operand rows: none when it is a token. */
    int inputColumns() {
        return tokens ? 0 : roundUp(input, panel);
    }

    /** Rows of weights that belong to an operand. */
    int weightRows(int operand) {
        return operand != Plan.INPUT ? padded() : tokens ? input : inputColumns();
    }

    /** Floats from row to row of a table of {@code columns} hidden widths. */
    int stride(int columns) {
        return columns * padded() + SKEW;
    }

    /**
     * Floats from row to row of the operands. Rows without an input are as long as those of the layers above, which read
     * this layer's width: kernels are generated for one distance of rows, and then serve every layer.
     */
    int operandStride(int operands) {
        return Math.max(inputColumns(), padded()) + operands * padded() + SKEW;
    }

    boolean ragged() {
        return hidden != padded();
    }
}
