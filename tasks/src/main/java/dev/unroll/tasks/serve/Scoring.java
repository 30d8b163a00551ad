package dev.unroll.tasks.serve;

import dev.unroll.data.Vocabulary;
import dev.unroll.tasks.Lanes;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** How probable a text is, symbol by symbol. */
public final class Scoring extends Passage {
    private final int[] tokens;
    private final int given;
    private final int classes;
    private final double[] logProbabilities;
    private int read;

    /**
     * A text after another one, which is not scored.
     *
     * @throws IllegalArgumentException naming the characters that the model does not know
     */
    public Scoring(Vocabulary vocabulary, String given, String text, Duration limit) {
        super(limit);
        classes = vocabulary.size();
        int[] before = vocabulary.encode(given);
        this.given = before.length;
        int[] scored = vocabulary.encode(text);
        // The last symbol is scored, and need not be read.
        tokens = Stream.of(new int[] {vocabulary.beginning()}, before, scored)
                .flatMapToInt(Arrays::stream)
                .toArray();
        logProbabilities = new double[scored.length];
        if (logProbabilities.length == 0) {
            throw new IllegalArgumentException("the text to score is empty");
        }
    }

    @Override
    int next() {
        return tokens[read];
    }

    @Override
    boolean read(float[] scores, int at, Lanes lanes, int lane) {
        read++;
        if (read > given) {
            logProbabilities[read - given - 1] = logProbability(scores, at, tokens[read]);
        }
        return read < tokens.length - 1;
    }

    private double logProbability(float[] scores, int at, int token) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < classes; i++) {
            highest = Math.max(highest, scores[at + i]);
        }
        double sum = 0;
        for (int i = 0; i < classes; i++) {
            sum += Math.exp(scores[at + i] - highest);
        }
        return scores[at + token] - highest - Math.log(sum);
    }

    /** The symbols that are scored. */
    public int[] symbols() {
        return Arrays.copyOfRange(tokens, given + 1, tokens.length);
    }

    /** Once finished: ln of the probability of each symbol, given those before it. */
    public double[] logProbabilities() {
        return logProbabilities.clone();
    }

    /** Once finished: the sum of −ln of the probabilities. */
    public double nats() {
        return -Arrays.stream(logProbabilities).sum();
    }
}
