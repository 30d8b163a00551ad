package dev.unroll.tasks;

import dev.unroll.data.TokenStream;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Trains a language model on windows that begin anywhere in a text; an epoch is as many of them as would make up the text.
 *
 * @param <M> what is trained
 */
public abstract class WindowTraining<M extends WindowModel> extends ModelTraining<M> {
    private static final int SAMPLE_LENGTH = 300;

    private final TokenStream text;
    private final TokenStream heldOut;
    private final int batch;
    private final Shape window;
    private final boolean handful;
    private final CounterRandom places;
    private final long seed;

    /**
     * What a window is.
     *
     * @param read symbols that are read
     * @param answered of them, the last ones, whose successors are predicted
     */
    public record Shape(int read, int answered) {}

    /**
     * Of a fresh model.
     *
     * @param few how many windows to learn, 0 for all
     * @throws IllegalArgumentException if the text is shorter than a window
     */
    protected WindowTraining(
            Engine engine,
            Task task,
            JsonObject settings,
            M model,
            TextData.Parts parts,
            WindowSettings how,
            Shape window,
            int few) {
        TokenStream learned = parts.training();
        if (learned.length() < window.read() + 1L) {
            throw new IllegalArgumentException("the text to learn has " + learned.length()
                    + " symbols, but a window has " + window.read()
                    + " and the one after; use a longer text or a shorter --context");
        }
        text = learned;
        heldOut = few == 0 ? parts.validation() : learned.slice(0, 0);
        batch = few == 0 ? how.batch() : few;
        this.window = window;
        handful = few > 0;
        seed = how.seed();
        places = CounterRandom.named(how.seed(), "windows");
        long batches = few > 0 ? 1 : Math.max(1, learned.length() / ((long) how.batch() * window.answered()));
        super(engine, task, settings, model, how.updates(), how.seed(), batches);
    }

    /**
     * Scores for the successors of the answered symbols.
     *
     * @param tokens of row t · batch + b
     */
    protected abstract Tensor scores(Tape tape, int[] tokens, int batch, CounterRandom random);

    /** The mean loss on a text. */
    protected abstract double nats(Tape on, TokenStream text);

    @Override
    protected final Loss loss(Tape tape, long number, CounterRandom random) {
        long[] starts = new long[batch];
        long possible = text.length() - window.read();
        for (int b = 0; b < batch; b++) {
            long index = (handful ? 0 : number) * batch + b;
            starts[b] = Math.unsignedMultiplyHigh(places.bits(index), possible);
        }
        Windows windows = Windows.of(text, starts, window.read());
        int[] all = windows.targets();
        int[] targets = Arrays.copyOfRange(all, all.length - window.answered() * batch, all.length);
        return new Loss(tape.crossEntropy(scores(tape, windows.inputs(), batch, random), targets), targets.length);
    }

    @Override
    protected final OptionalDouble heldOutLoss(Tape on) {
        return heldOut.length() < 2 ? OptionalDouble.empty() : OptionalDouble.of(nats(on, heldOut));
    }

    @Override
    public final Optional<String> sample(long step) {
        Sampling sampling = new Sampling(1, 0, 1, seed + step);
        return Optional.of(optimizer().averaged(() -> model().sampler(sampling).text("", SAMPLE_LENGTH)));
    }

    @Override
    public final void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().vocabulary().toJson());
    }

    @Override
    public final String lossUnit() {
        return "nats";
    }

    @Override
    public final String unit() {
        return "tokens";
    }
}
