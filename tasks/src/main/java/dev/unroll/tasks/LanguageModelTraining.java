package dev.unroll.tasks;

import dev.unroll.data.Batch;
import dev.unroll.data.Corpus;
import dev.unroll.data.TokenDataset;
import dev.unroll.data.TokenStream;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.Start;
import dev.unroll.tensor.Tape;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Trains a {@link LanguageModel} on a text by truncated backpropagation through time (Williams and Peng 1990): the text is
 * cut into lanes that are read side by side, piece by piece; the state is carried from piece to piece, the gradient is not.
 */
public final class LanguageModelTraining extends ModelTraining<LanguageModel> {
    /** Symbols of the held-out text that a validation reads at most, so that it stays cheap beside long epochs. */
    private static final int MOST_VALIDATED = 1 << 18;

    /** Elements of one layer's states in a step, below which even code that is not compiled yet makes it in no time. */
    private static final long WORTH_A_REHEARSAL = 1 << 17;

    private static final Duration REHEARSAL = Duration.ofSeconds(3);

    private static final int SAMPLE_LENGTH = 300;

    private static final String STATE = "state.";

    private final TrainingSettings settings;
    private final TokenDataset data;
    private final TokenStream heldOut;
    private final RecurrentState state;

    /**
     * A new model for a text, and everything to train it.
     *
     * @throws IllegalArgumentException if the text is too short for one update
     */
    public LanguageModelTraining(
            Engine engine, Corpus corpus, LanguageModel.Architecture architecture, TrainingSettings settings) {
        this(engine, new LanguageModelTask(corpus), architecture, settings, 0);
    }

    /** @param handful how many sequences to learn, 0 for all */
    LanguageModelTraining(
            Engine engine,
            LanguageModelTask task,
            LanguageModel.Architecture architecture,
            TrainingSettings settings,
            int handful) {
        TextData.Parts parts = task.text().parts(settings.validation());
        TokenStream text = parts.training();
        long few = Math.min(text.length(), (long) handful * settings.sequence() + 1);
        TokenDataset batches = TokenDataset.training(
                handful == 0 ? text : text.slice(0, few),
                handful == 0 ? settings.batch() : handful,
                settings.truncation());
        LanguageModel model = new LanguageModel(engine, architecture, parts.vocabulary(), settings.checkpointEvery());
        model.initialise(settings.seed());
        this.settings = settings;
        data = batches;
        long held = handful == 0 ? Math.min(parts.validation().length(), MOST_VALIDATED) : 0;
        heldOut = parts.validation().slice(0, held);
        RecurrentState zero = model.zeroState(batches.lanes());
        state = zero;
        super(
                engine,
                task,
                LanguageModelTask.settings(architecture, settings),
                model,
                settings.updates(),
                settings.seed(),
                batches.batches(),
                carried(architecture, zero));
    }

    public TrainingSettings settings() {
        return settings;
    }

    @Override
    public String about() {
        return String.format(
                Locale.ROOT,
                "%s, %d x %d, %,d parameters, %s; %,d steps an epoch",
                model().architecture().cell().name(),
                model().architecture().layers(),
                model().architecture().hidden(),
                model().parameterCount(),
                model().vocabulary(),
                stepsPerEpoch());
    }

    @Override
    public String lossUnit() {
        return "nats";
    }

    @Override
    public double operationsPerItem() {
        // A multiplication and an addition for each weight forward, as many for the operand's gradient, as many for its
        // own.
        return 6.0
                * model().architecture().productParameters(model().vocabulary().size());
    }

    @Override
    public String unit() {
        return "tokens";
    }

    @Override
    public void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().vocabulary().toJson());
    }

    @Override
    public void prepare() {
        if ((long) data.lanes() * data.steps() * model().architecture().hidden() < WORTH_A_REHEARSAL) {
            return;
        }
        Rehearsal rehearsal = new Rehearsal();
        model().rnn().rehearse(data.lanes(), rehearsal);
        engine().rehearse(model().vocabulary().size(), rehearsal);
        optimizer().rehearse(rehearsal);
        rehearsal.run(REHEARSAL);
    }

    @Override
    protected Loss loss(Tape tape, long number, CounterRandom random) {
        Batch batch = data.batch(number);
        if (batch.resetsState()) {
            state.reset();
        }
        Start start = Start.carried(state, batch.carryAfter());
        return new Loss(
                tape.crossEntropy(model().forward(tape, batch.inputs(), batch.size(), start, random), batch.targets()),
                batch.targetCount());
    }

    @Override
    protected OptionalDouble heldOutLoss(Tape on) {
        return heldOut.length() < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(Evaluation.of(on, model(), heldOut).nats());
    }

    @Override
    public Optional<String> sample(long step) {
        // The same draws each time, so that what changes is the model's doing.
        Sampling sampling = new Sampling(1, 0, 1, settings.seed());
        return Optional.of(optimizer().averaged(() -> model().sampler(sampling).text("", SAMPLE_LENGTH)));
    }

    private static Map<String, float[]> carried(LanguageModel.Architecture architecture, RecurrentState state) {
        Map<String, float[]> arrays = new LinkedHashMap<>();
        List<String> names = architecture.cell().states();
        for (int l = 0; l < state.values().length; l++) {
            for (int s = 0; s < names.size(); s++) {
                arrays.put(STATE + "l" + l + "." + names.get(s), state.values()[l][s]);
            }
        }
        return arrays;
    }
}
