package dev.unroll.tasks;

import dev.unroll.data.Vocabulary;
import dev.unroll.inspect.Correlation;
import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.StepwiseRun;
import dev.unroll.inspect.TextFeature;
import dev.unroll.nn.RecurrentState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A text as a {@link LanguageModel} reads it: what its units hold after each symbol, and what it expected before each.
 *
 * <pre>{@code
 * Reading reading = Reading.of(model, "int main(void)");
 * reading.expected(3, 5, 1);                     // the five likeliest symbols in place of the ' '
 * reading.tracking(TextFeature.QUOTES, 10);      // units that go with being inside quotes
 * }</pre>
 *
 * A unit shows tanh of its cell state where the cell has a state c, as in Karpathy, Johnson and Fei-Fei (2015), else its output.
 */
public final class Reading {
    /** Floats kept at most: 256 MB. */
    private static final long MOST_FLOATS = 64L << 20;

    /** Symbols of the pieces that are read side by side once more, to look at gates: few steps, which are kept whole. */
    private static final int PIECE = 20;

    private final LanguageModel model;
    private final int[] tokens;
    /** What each symbol adds to the text. */
    private final List<String> symbols;

    private final int state;
    /** By layer and unit, over the symbols. */
    private final float[][][] activations;
    /** All states before every {@link #PIECE}th symbol, by layer and state. */
    private final List<float[][][]> states = new ArrayList<>();

    /** [symbols + 1 × vocabulary]: row t is what was expected of symbol t. */
    private final float[] scores;

    private Reading(LanguageModel model, int[] tokens) {
        this.model = model;
        this.tokens = tokens;
        Vocabulary.Spelling spelling = model.vocabulary().spelling();
        symbols = Arrays.stream(tokens).mapToObj(spelling::add).toList();
        List<String> names = model.architecture().cell().states();
        state = names.contains("c") ? names.indexOf("c") : Math.max(0, names.indexOf("h"));
        int layers = model.architecture().layers();
        int hidden = model.architecture().hidden();
        activations = new float[layers][hidden][tokens.length];
        scores = new float[(tokens.length + 1) * model.vocabulary().size()];
        read(names.get(state).equals("c"));
    }

    /**
     * Reads a text from its beginning, as a {@link Sampler} begins one.
     *
     * @throws IllegalArgumentException if the text has characters that the model does not know, or is too long to keep
     */
    public static Reading of(LanguageModel model, String text) {
        int[] tokens = model.vocabulary().encode(text);
        long perSymbol =
                (long) model.architecture().layers() * model.architecture().hidden()
                        + model.vocabulary().size();
        if (tokens.length > MOST_FLOATS / perSymbol) {
            throw new IllegalArgumentException("the text has " + tokens.length + " symbols; of this model at most "
                    + MOST_FLOATS / perSymbol + " can be looked at");
        }
        return new Reading(model, tokens);
    }

    private void read(boolean squash) {
        TextStream stream = model.stream(1);
        int vocabulary = model.vocabulary().size();
        float[] row = new float[vocabulary];
        int[] token = {model.vocabulary().beginning()};
        for (int t = 0; t <= tokens.length; t++) {
            stream.scores(stream.step(token, 1), row, 1);
            System.arraycopy(row, 0, scores, t * vocabulary, vocabulary);
            if (t > 0) {
                keep(t - 1, stream.state().values(), squash);
            }
            if (t % PIECE == 0) {
                states.add(stream.state().copy().values());
            }
            token[0] = t < tokens.length ? tokens[t] : 0;
        }
    }

    private void keep(int t, float[][][] now, boolean squash) {
        for (int l = 0; l < activations.length; l++) {
            float[] values = now[l][state];
            for (int i = 0; i < activations[l].length; i++) {
                activations[l][i][t] = squash ? (float) Math.tanh(values[i]) : values[i];
            }
        }
    }

    /** Symbols of the text. */
    public int length() {
        return tokens.length;
    }

    /** What symbol t adds to the text before it: a character, a word with its space. */
    public String symbol(int t) {
        return symbols.get(t);
    }

    public int layers() {
        return activations.length;
    }

    public int hidden() {
        return activations[0].length;
    }

    /** What a unit shows: {@code tanh(c)}, or a state's name. */
    public String shown() {
        String name = model.architecture().cell().states().get(state);
        return name.equals("c") ? "tanh(c)" : name;
    }

    /**
     * A unit after each symbol, from −1 to 1.
     *
     * @param layer from the bottom, counted from 0
     */
    public float[] unit(int layer, int unit) {
        return activations[layer][unit].clone();
    }

    /** All units of a layer after symbol t. */
    public float[] state(int layer, int t) {
        float[] all = new float[hidden()];
        for (int i = 0; i < all.length; i++) {
            all[i] = activations[layer][i][t];
        }
        return all;
    }

    /** −ln of the probability that symbol t had, given those before it. */
    public double surprise(int t) {
        return -Math.log(probabilities(t, 1)[tokens[t]]);
    }

    /** A symbol that may come, and its probability. */
    public record Expected(String symbol, double probability) {}

    /**
     * The likeliest symbols in place of symbol t, likeliest first.
     *
     * @param t up to {@link #length}, for what comes after the text
     * @param temperature that the scores are divided by
     */
    public List<Expected> expected(int t, int count, double temperature) {
        double[] p = probabilities(t, temperature);
        return IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -p[i]))
                .limit(count)
                .map(i -> new Expected(model.vocabulary().symbol(i), p[i]))
                .toList();
    }

    private double[] probabilities(int t, double temperature) {
        Check.that(temperature > 0 && temperature < 1e6, "the temperature must be above 0", temperature);
        int vocabulary = model.vocabulary().size();
        double[] p = new double[vocabulary];
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            highest = Math.max(highest, scores[t * vocabulary + i]);
        }
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            p[i] = Math.exp((scores[t * vocabulary + i] - highest) / temperature);
            sum += p[i];
        }
        for (int i = 0; i < vocabulary; i++) {
            p[i] /= sum;
        }
        return p;
    }

    /** How well a unit goes with a feature: the correlation, from −1 to 1. */
    public record Tracking(int layer, int unit, double score) {}

    /** The units that go best with a feature, in either direction; empty where it is the same all through the text. */
    public List<Tracking> tracking(TextFeature feature, int count) {
        Correlation correlation = new Correlation(feature(feature));
        List<Tracking> all = new ArrayList<>();
        for (int l = 0; l < layers(); l++) {
            for (int i = 0; i < hidden(); i++) {
                double score = correlation.with(activations[l][i]);
                if (!Double.isNaN(score)) {
                    all.add(new Tracking(l, i, score));
                }
            }
        }
        all.sort(Comparator.comparingDouble(t -> -Math.abs(t.score())));
        return List.copyOf(all.subList(0, Math.min(count, all.size())));
    }

    /** A feature at the last character of each symbol. */
    private double[] feature(TextFeature feature) {
        double[] at = feature.of(String.join("", symbols).codePoints().toArray());
        double[] values = new double[symbols.size()];
        int end = 0;
        for (int t = 0; t < values.length; t++) {
            end += symbols.get(t).codePointCount(0, symbols.get(t).length());
            values[t] = end == 0 ? 0 : at[end - 1];
        }
        return values;
    }

    /** What the cell's gates do over the text; empty where the cell has none. */
    public List<GateUse> gates() {
        int pieces = tokens.length / PIECE;
        if (pieces == 0) {
            return List.of();
        }
        int[] sideBySide = new int[pieces * PIECE];
        for (int i = 0; i < sideBySide.length; i++) {
            sideBySide[i] = tokens[i % pieces * PIECE + i / pieces];
        }
        try (StepwiseRun run = model.stepwise(sideBySide, before(pieces))) {
            return GateUse.of(run);
        }
    }

    private RecurrentState before(int pieces) {
        RecurrentState state = model.zeroState(pieces);
        for (int l = 0; l < state.values().length; l++) {
            for (int s = 0; s < state.values()[l].length; s++) {
                for (int b = 0; b < pieces; b++) {
                    System.arraycopy(states.get(b)[l][s], 0, state.values()[l][s], b * hidden(), hidden());
                }
            }
        }
        return state;
    }
}
