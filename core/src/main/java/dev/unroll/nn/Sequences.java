package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of sequences side by side, time-major: row t · batch + b is step t of sequence b. Each has a length of its own;
 * rows past it may hold anything and change nothing ({@code docs/decisions/006-lengths.md}).
 */
public final class Sequences {
    private final int @Nullable [] tokens;
    private final @Nullable Tensor x;
    private final int rows;
    private final int[] lengths;

    private Sequences(int @Nullable [] tokens, @Nullable Tensor x, int rows, int[] lengths) {
        int batch = lengths.length;
        if (batch == 0 || rows == 0 || rows % batch != 0) {
            throw new IllegalArgumentException(
                    "recurrent: " + rows + " rows do not divide into steps of a batch of " + batch);
        }
        for (int b = 0; b < batch; b++) {
            if (lengths[b] < 1 || lengths[b] > rows / batch) {
                throw new IllegalArgumentException("recurrent: sequence " + b + " has a length of " + lengths[b]
                        + "; it must be 1 to " + rows / batch
                        + (lengths[b] == 0 ? ", so leave sequences without steps out of the batch" : ""));
            }
        }
        this.tokens = tokens;
        this.x = x;
        this.rows = rows;
        this.lengths = lengths;
    }

    /** Vectors, [steps · batch × width], of {@code batch} sequences of one length. */
    public static Sequences of(Tensor x, int batch) {
        return new Sequences(null, x, x.size(0), full(x.size(0), batch));
    }

    /** Tokens, steps · batch of them, of {@code batch} sequences of one length. */
    public static Sequences of(int[] tokens, int batch) {
        return new Sequences(tokens, null, tokens.length, full(tokens.length, batch));
    }

    private static int[] full(int rows, int batch) {
        int[] lengths = new int[Math.max(0, batch)];
        Arrays.fill(lengths, rows / Math.max(1, batch));
        return lengths;
    }

    /**
     * The same numbers as sequences that may end early.
     *
     * @param each at least 1 and at most the steps of the batch, one for each sequence
     */
    public Sequences withLengths(int... each) {
        if (each.length != batch()) {
            throw new IllegalArgumentException(
                    "recurrent: " + each.length + " lengths for a batch of " + batch() + " sequences");
        }
        return new Sequences(tokens, x, rows, each.clone());
    }

    public int batch() {
        return lengths.length;
    }

    /** T, the most steps that a sequence can have. */
    public int steps() {
        return rows / lengths.length;
    }

    /** T · B. */
    public int rows() {
        return rows;
    }

    /** How many steps of each sequence count. */
    public int[] lengths() {
        return lengths.clone();
    }

    /** Whether all sequences have all steps. */
    public boolean isFull() {
        return Arrays.stream(lengths).allMatch(n -> n == steps());
    }

    /** The row of each sequence's last step. */
    public int[] lastRows() {
        return IntStream.range(0, batch())
                .map(b -> (lengths[b] - 1) * batch() + b)
                .toArray();
    }

    @Nullable
    Tensor x() {
        return x;
    }

    /** Some steps of all sequences. */
    Piece piece(int from, int count) {
        int batch = batch();
        boolean whole = count == steps();
        int[] rest = whole
                ? lengths
                : Arrays.stream(lengths)
                        .map(n -> Math.clamp(n - from, 0, count))
                        .toArray();
        int[] ids = tokens == null || whole ? tokens : Arrays.copyOfRange(tokens, from * batch, (from + count) * batch);
        Rows vectors = x == null ? null : new Rows(x.data(), from * batch * x.size(1), x.size(1));
        return new Piece(ids, vectors, rest, from * batch);
    }
}
