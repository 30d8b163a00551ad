package dev.unroll.classic;

import java.util.Arrays;

/**
 * Predicts a symbol from the few before it by how often they came together: interpolated modified Kneser–Ney smoothing (Chen and
 * Goodman 1998, "An empirical study of smoothing techniques for language modeling", TR-10-98, section 3).
 *
 * <p>p(w | h) = (c(hw) − D(c(hw))) / c(h•) + γ(h) p(w | h′), where h′ is h without its first symbol, and γ(h) = (D₁ N₁(h•) + D₂ N₂(h•) + D₃
 * N₃₊(h•)) / c(h•) gives what the discounts took. Of the longest sequences c is how often they came, of shorter ones by how many different
 * symbols they were preceded. Below the shortest all symbols are alike. The discounts are the paper's estimates for each length from how many
 * sequences came once to four times.
 *
 * <pre>{@code
 * KneserNey trigrams = KneserNey.of(text, symbols, 3);
 * KneserNey.Reader reader = trigrams.reader();
 * double p = reader.read(symbol); // given those read before
 * }</pre>
 */
public final class KneserNey {
    /** Lengths of sequences at most. */
    public static final int MOST_ORDER = 16;

    private static final int NONE = -1;

    /** Bytes of a sequence, with the room that its table has. */
    private static final long BYTES = 64;

    private final int symbols;
    private final int order;
    private final SequenceTable table;
    /** By node: how often it counts. */
    private int[] counts = new int[1 << 10];
    /** By node, of what follows it: their counts, and the share that goes to the shorter context. */
    private long[] totals = {};

    private float[] shares = {};

    /** By length and count up to 3. */
    private final double[][] discounts;

    private KneserNey(int[] text, int symbols, int order) {
        this.symbols = symbols;
        this.order = order;
        table = new SequenceTable();
        discounts = new double[order + 1][];
        count(text);
        finish();
    }

    /**
     * Counts a text.
     *
     * @param text of symbols below {@code symbols}
     * @param order symbols of the longest sequence, that which is predicted among them
     * @throws IllegalArgumentException if it has more different sequences than there is memory for
     */
    public static KneserNey of(int[] text, int symbols, int order) {
        if (order < 1 || order > MOST_ORDER) {
            throw new IllegalArgumentException("the order must be 1 to " + MOST_ORDER + ", got " + order);
        }
        return new KneserNey(text, symbols, order);
    }

    private void count(int[] text) {
        long most = Runtime.getRuntime().maxMemory() / 2 / BYTES;
        int[] before = fresh();
        for (int symbol : text) {
            int[] now = fresh();
            for (int n = 1; n <= order && before[n - 1] != NONE; n++) {
                int known = table.size();
                now[n] = table.findOrAdd(before[n - 1], symbol);
                boolean isNew = now[n] == known;
                if (isNew && known > most) {
                    throw new IllegalArgumentException(
                            "the text has more than " + most + " different sequences of up to "
                                    + order
                                    + " symbols, for which there is no memory; choose a lower order, or give Java more memory"
                                    + " (-Xmx)");
                }
                counts = known < counts.length ? counts : Arrays.copyOf(counts, 2 * counts.length);
                if (n == order) {
                    counts[now[n]]++;
                }
                if (isNew && n > 1) {
                    counts[now[n - 1]]++;
                }
            }
            before = now;
        }
    }

    /** Nodes of what was read last, by length; only the empty one at first. */
    private int[] fresh() {
        int[] nodes = new int[order + 1];
        Arrays.fill(nodes, 1, nodes.length, NONE);
        return nodes;
    }

    private void finish() {
        int size = table.size();
        byte[] lengths = new byte[size];
        long[][] ofCount = new long[order + 1][5];
        for (int node = 1; node < size; node++) {
            lengths[node] = (byte) (lengths[table.context(node)] + 1);
            if (counts[node] > 0 && counts[node] <= 4) {
                ofCount[lengths[node]][counts[node]]++;
            }
        }
        for (int n = 1; n <= order; n++) {
            discounts[n] = discounts(ofCount[n]);
        }
        totals = new long[size];
        shares = new float[size];
        double[] taken = new double[size];
        for (int node = 1; node < size; node++) {
            totals[table.context(node)] += counts[node];
            taken[table.context(node)] += discount(lengths[node], counts[node]);
        }
        for (int node = 0; node < size; node++) {
            shares[node] = totals[node] == 0 ? 1 : (float) (taken[node] / totals[node]);
        }
    }

    /**
     * For counts of 1, 2, and 3 and more, in places 1 to 3.
     *
     * @param n how many sequences have each count up to 4
     */
    static double[] discounts(long[] n) {
        double y = (double) n[1] / (n[1] + 2 * n[2]);
        double[] d = {0, 1 - 2 * y * n[2] / n[1], 2 - 3 * y * n[3] / n[2], 3 - 4 * y * n[4] / n[3]};
        for (int k = 1; k <= 3; k++) {
            // Too small a text to estimate them, or one that is not like texts.
            d[k] = d[k] > 0 && d[k] < k ? d[k] : k / 2.0;
        }
        return d;
    }

    private double discount(int length, int count) {
        return discounts[length][Math.min(3, count)];
    }

    public int order() {
        return order;
    }

    /** Different sequences, of all lengths. */
    public int sequences() {
        return table.size() - 1;
    }

    /** Reads a text from its beginning. */
    public Reader reader() {
        return new Reader();
    }

    /** A text on its way. */
    public final class Reader {
        private int[] before = fresh();

        /** The probability of a symbol after those read so far. */
        public double probability(int symbol) {
            double p = 1.0 / symbols;
            for (int n = 1; n <= order && before[n - 1] != NONE && totals[before[n - 1]] > 0; n++) {
                int context = before[n - 1];
                int node = table.find(context, symbol);
                int count = node == NONE ? 0 : counts[node];
                p = (count - discount(n, count)) / totals[context] + shares[context] * p;
            }
            return p;
        }

        /** The same, and reads the symbol. */
        public double read(int symbol) {
            double p = probability(symbol);
            int[] now = fresh();
            for (int n = 1; n < order && before[n - 1] != NONE; n++) {
                now[n] = table.find(before[n - 1], symbol);
            }
            before = now;
            return p;
        }
    }
}
