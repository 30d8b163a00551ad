package dev.unroll.bench;

import java.util.List;

/**
 * What is measured: a character or word model of stacked recurrent layers and a linear output layer.
 *
 * <p>Training takes whole steps (forward, softmax cross-entropy, backward, clipping, optimiser) on batches of
 * {@code time} × {@code batch} tokens, the state carried from step to step. Sampling draws one token at a time from the
 * softmax and feeds it back.
 *
 * @param id the short name, {@code W1} …
 * @param cell the recurrence
 * @param layers stacked layers
 * @param hidden units a layer
 * @param vocabulary number of distinct tokens
 * @param embedding width of the learned input embedding, 0 for one-hot inputs
 * @param time tokens of a sequence in a step
 * @param batch sequences side by side
 * @param rule the optimiser and how gradients are clipped; none when sampling
 */
public record Workload(
        String id, Cell cell, int layers, int hidden, int vocabulary, int embedding, int time, int batch, Rule rule) {
    /** The recurrences, with how many blocks of weights each has. */
    public enum Cell {
        RNN(1),
        LSTM(4),
        GRU(3);

        private final int gates;

        Cell(int gates) {
            this.gates = gates;
        }
    }

    /** What follows the backward pass. */
    public enum Rule {
        /** Adam, rate 0.002, gradients clipped to a total norm of 5. */
        ADAM,
        /** Plain gradient descent, rate 1, gradients clipped to a total norm of 5. */
        SGD,
        /** Adagrad, rate 0.1, every gradient clipped to [-5, 5]. */
        ADAGRAD,
        /** Nothing: the workload samples. */
        NONE
    }

    /** All workloads. */
    public static final List<Workload> ALL = List.of(
            new Workload("W1", Cell.LSTM, 2, 128, 65, 0, 50, 50, Rule.ADAM),
            new Workload("W2", Cell.LSTM, 2, 512, 65, 0, 50, 50, Rule.ADAM),
            new Workload("W3", Cell.RNN, 1, 100, 65, 0, 25, 1, Rule.ADAGRAD),
            new Workload("W4", Cell.LSTM, 2, 200, 10_000, 200, 20, 20, Rule.SGD),
            new Workload("W5", Cell.GRU, 2, 256, 65, 0, 50, 50, Rule.ADAM),
            new Workload("W8", Cell.LSTM, 2, 512, 65, 0, 1, 1, Rule.NONE));

    /** The workload called {@code id}. */
    public static Workload named(String id) {
        return ALL.stream()
                .filter(workload -> workload.id.equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload is called " + id + ": there are "
                        + String.join(", ", ALL.stream().map(Workload::id).toList())));
    }

    /** Whether this is sampling, not training. */
    public boolean samples() {
        return rule == Rule.NONE;
    }

    /** Tokens a step. */
    public int units() {
        return time * batch;
    }

    /** The width of what enters the first layer. */
    public int inputWidth() {
        return embedding > 0 ? embedding : vocabulary;
    }

    /**
     * Floating-point operations that one token needs, a multiplication and an addition counted as two.
     *
     * <p>Only matrix products count: with G gates, H units and V tokens a layer has G·H·(D + H) weights, where D is the
     * width of the layer below (0 for one-hot inputs, which need a look-up and no product), and the output layer has
     * H·V. Every weight is used once forward and twice backward (for the gradient below it and for its own).
     */
    public double flopsPerUnit() {
        double weights = (double) hidden * vocabulary;
        for (int layer = 0; layer < layers; layer++) {
            int below = layer == 0 ? embedding : hidden;
            weights += (double) cell.gates * hidden * (below + hidden);
        }
        return 2 * weights * (samples() ? 1 : 3);
    }

    /** One line for people. */
    public String describe() {
        String shape = "%s %s %d×%d, V %d".formatted(id, cell, layers, hidden, vocabulary);
        return samples()
                ? shape + ", sampling one token at a time"
                : shape + ", T %d, B %d, %s".formatted(time, batch, rule);
    }
}
