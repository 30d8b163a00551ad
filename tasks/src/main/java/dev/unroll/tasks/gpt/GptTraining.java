package dev.unroll.tasks.gpt;

import dev.unroll.data.TokenStream;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.TextData;
import dev.unroll.tensor.Tape;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a {@link GptModel} on windows that begin anywhere in a text; an epoch is as many of them as would make up the text. */
public final class GptTraining extends ModelTraining<GptModel> {
    private static final int SAMPLE_LENGTH = 300;

    private final TokenStream text;
    private final TokenStream heldOut;
    private final int batch;
    private final int steps;
    private final boolean handful;
    private final CounterRandom places;
    private final long seed;

    /** @param few how many windows to learn, 0 for all */
    GptTraining(Engine engine, GptTask task, GptArchitecture architecture, GptSettings settings, int few) {
        TextData.Parts parts = task.text().parts(settings.validation());
        TokenStream learned = parts.training();
        int window = architecture.context();
        if (learned.length() < window + 1L) {
            throw new IllegalArgumentException(
                    "the text to learn has " + learned.length() + " symbols, but a window has " + window
                            + " and the one after; use a longer text or a shorter --context");
        }
        GptModel model = new GptModel(engine, architecture, parts.vocabulary());
        model.initialise(settings.seed());
        text = learned;
        heldOut = few == 0 ? parts.validation() : learned.slice(0, 0);
        batch = few == 0 ? settings.batch() : few;
        steps = window;
        handful = few > 0;
        seed = settings.seed();
        places = CounterRandom.named(settings.seed(), "windows");
        long batches = few > 0 ? 1 : Math.max(1, learned.length() / ((long) settings.batch() * window));
        super(
                engine,
                task,
                GptTask.settings(architecture, settings),
                model,
                settings.updates(),
                settings.seed(),
                batches);
    }

    @Override
    protected Loss loss(Tape tape, long number, CounterRandom random) {
        long[] starts = new long[batch];
        long possible = text.length() - steps;
        for (int b = 0; b < batch; b++) {
            long index = (handful ? 0 : number) * batch + b;
            starts[b] = Math.unsignedMultiplyHigh(places.bits(index), possible);
        }
        Windows windows = Windows.of(text, starts, steps);
        return new Loss(
                tape.crossEntropy(model().forward(tape, windows.inputs(), batch, random), windows.targets()),
                windows.inputs().length);
    }

    @Override
    protected OptionalDouble heldOutLoss(Tape on) {
        return heldOut.length() < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(model().evaluate(on, heldOut).nats());
    }

    @Override
    public Optional<String> sample(long step) {
        Sampling sampling = new Sampling(1, 0, 1, seed + step);
        return Optional.of(optimizer().averaged(() -> model().sampler(sampling).text("", SAMPLE_LENGTH)));
    }

    @Override
    public void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().vocabulary().toJson());
    }

    @Override
    public String about() {
        return String.format(
                Locale.ROOT,
                "gpt, %d x %d, %d heads, %,d parameters, %s; %,d steps an epoch",
                model().architecture().layers(),
                model().architecture().width(),
                model().architecture().heads(),
                model().parameterCount(),
                model().vocabulary(),
                stepsPerEpoch());
    }

    @Override
    public String lossUnit() {
        return "nats";
    }

    @Override
    public String unit() {
        return "tokens";
    }

    @Override
    public double operationsPerItem() {
        GptArchitecture a = model().architecture();
        // Queries times keys and weights times values; half of the steps are seen.
        double attention = (double) a.layers() * a.context() * a.width();
        return 6.0 * (a.productParameters(model().vocabulary().size()) + attention);
    }
}
