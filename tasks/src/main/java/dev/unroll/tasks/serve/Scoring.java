package dev.unroll.tasks.serve;

import dev.unroll.data.Vocabulary;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.Sampler;
import java.time.Duration;
import java.util.Arrays;

/** How probable a text is, character by character. */
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
        this.given = given.codePointCount(0, given.length());
        classes = vocabulary.size();
        // The last character is scored, and need not be read.
        int[] known = vocabulary.encode(given + text);
        tokens = new int[known.length + 1];
        tokens[0] = Sampler.beginning(vocabulary);
        System.arraycopy(known, 0, tokens, 1, known.length);
        logProbabilities = new double[known.length - this.given];
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

    /** Once finished: ln of the probability of each character, given those before it. */
    public double[] logProbabilities() {
        return logProbabilities.clone();
    }

    /** Once finished: the sum of −ln of the probabilities. */
    public double nats() {
        return -Arrays.stream(logProbabilities).sum();
    }
}
