package dev.unroll.bench;

import dev.unroll.kernel.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/** Lines of made-up words, all as long, for what learns from texts: each word comes about as often as each other, at least twice. */
public record MadeUp(List<String> lines) {
    private static final int BATCHES = 16;

    /**
     * Whole batches of them, at least {@link #BATCHES}.
     *
     * @param words different ones
     * @param length words of a line
     * @param batch lines of a step
     * @param stream another one for other lines
     */
    public static MadeUp of(int words, int length, int batch, int stream) {
        int batches = Math.max(BATCHES, Math.ceilDiv(2 * words, length * batch));
        int[] order = new CounterRandom(1, stream).permutation(batches * batch * length);
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < order.length; from += length) {
            StringBuilder line = new StringBuilder();
            for (int i = from; i < from + length; i++) {
                line.append('w').append(order[i] % words).append(' ');
            }
            lines.add(line.toString().strip());
        }
        return new MadeUp(List.copyOf(lines));
    }

    /** The classes of sentences, in turn. */
    public List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            labels.add(label(i));
        }
        return labels;
    }

    /** The class of a line. */
    public static String label(int line) {
        return Integer.toString(line % Workload.CLASSES);
    }
}
