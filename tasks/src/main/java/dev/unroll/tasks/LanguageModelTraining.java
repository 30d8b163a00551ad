package dev.unroll.tasks;

import dev.unroll.data.Batch;
import dev.unroll.data.Corpus;
import dev.unroll.data.TokenDataset;
import dev.unroll.data.TokenStream;
import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.NamedArray;
import dev.unroll.io.SafeTensors;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.Learner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;

/**
 * Trains a {@link LanguageModel} on a text by truncated backpropagation through time (Williams and Peng 1990): the text is
 * cut into lanes that are read side by side, piece by piece; the state is carried from piece to piece, the gradient is not.
 */
public final class LanguageModelTraining implements Learner {
    /** Characters of the held-out text that a validation reads at most, so that it stays cheap beside long epochs. */
    private static final int MOST_VALIDATED = 1 << 18;

    /** Elements of one layer's states in a step, below which even code that is not compiled yet makes it in no time. */
    private static final long WORTH_A_REHEARSAL = 1 << 17;

    private static final Duration REHEARSAL = Duration.ofSeconds(3);

    private static final int SAMPLE_LENGTH = 300;

    private static final String STATE = "state.";

    /** Entry of the weights' metadata: how far they had been trained. */
    public static final String TRAINED = "trained";

    private final LanguageModel model;
    private final TrainingSettings settings;
    private final TokenDataset data;
    private final TokenStream heldOut;
    private final long stepsPerEpoch;
    private final Optimizer optimizer;
    private final LearningRate rate;
    private final RecurrentState state;
    private final Tape tape;
    private final JsonObject provenance;

    /**
     * A new model for a text, and everything to train it.
     *
     * @throws IllegalArgumentException if the text is too short for one update
     */
    public LanguageModelTraining(
            Engine engine, Corpus corpus, LanguageModel.Architecture architecture, TrainingSettings settings) {
        this.settings = settings;
        model = new LanguageModel(engine, architecture, corpus.vocabulary(), settings.checkpointEvery());
        model.initialise(settings.seed());
        TokenStream.Split split = corpus.tokens(model.vocabulary()).split(settings.validation());
        data = TokenDataset.training(split.training(), settings.batch(), settings.truncation());
        heldOut = split.validation().slice(0, Math.min(split.validation().length(), MOST_VALIDATED));
        provenance = corpus.provenance();
        stepsPerEpoch = data.batches() / settings.updates().accumulate();
        if (stepsPerEpoch == 0) {
            throw new IllegalArgumentException("the text has " + data.batches() + " batches, but an update needs "
                    + settings.updates().accumulate() + "; use a longer text or smaller batches");
        }
        optimizer = settings.updates().optimizer(engine, model);
        rate = settings.updates().rate(stepsPerEpoch);
        state = model.zeroState(data.lanes());
        tape = new Tape(engine);
    }

    /**
     * The training of a {@link #config} once more, on the same text.
     *
     * @throws FileException if it is another text
     */
    public static LanguageModelTraining resume(Engine engine, Corpus corpus, JsonObject config) {
        String sha256 = config.getObject("data").getString("sha256");
        if (!corpus.sha256().equals(sha256)) {
            throw new FileException("the text is not the one this run was started with; resume it with the same text,"
                    + " or start a new run");
        }
        return new LanguageModelTraining(
                engine,
                corpus,
                LanguageModel.Architecture.fromJson(config.getObject("model")),
                TrainingSettings.fromJson(config.getObject("training")));
    }

    /** The model with the weights that the last update left; {@link #save} writes their average where there is one. */
    public LanguageModel model() {
        return model;
    }

    public TrainingSettings settings() {
        return settings;
    }

    /** Floating-point operations in products for one token of training. */
    public double operationsPerToken() {
        // A multiplication and an addition for each weight forward, as many for the operand's gradient, as many for its
        // own.
        return 6.0 * model.architecture().productParameters(model.vocabulary().size());
    }

    @Override
    public String unit() {
        return "tokens";
    }

    @Override
    public long stepsPerEpoch() {
        return stepsPerEpoch;
    }

    @Override
    public void prepare() {
        if ((long) data.lanes() * data.steps() * model.architecture().hidden() < WORTH_A_REHEARSAL) {
            return;
        }
        Rehearsal rehearsal = new Rehearsal();
        model.rnn().rehearse(data.lanes(), rehearsal);
        tape.engine().rehearse(model.vocabulary().size(), rehearsal);
        optimizer.rehearse(rehearsal);
        rehearsal.run(REHEARSAL);
    }

    @Override
    public Outcome step(long step) {
        int count = settings.updates().accumulate();
        // An epoch's last batches, too few for an update, are left out, so that every epoch begins with the first.
        long first = step / stepsPerEpoch * data.batches() + step % stepsPerEpoch * count;
        double loss = 0;
        long tokens = 0;
        for (int i = 0; i < count && Double.isFinite(loss); i++) {
            Batch batch = data.batch(first + i);
            loss += backward(batch, new CounterRandom(settings.seed(), step * count + i)) / count;
            tokens += batch.targetCount();
        }
        double norm = Double.isFinite(loss) ? optimizer.step(rate.at(step)) : Double.NaN;
        return new Outcome(loss, norm, tokens);
    }

    /** Adds a batch's part to the gradients and returns its loss. */
    private double backward(Batch batch, CounterRandom random) {
        if (batch.resetsState()) {
            state.reset();
        }
        Sequences in = Sequences.of(batch.inputs(), batch.size());
        Start start = Start.carried(state, batch.carryAfter());
        Tensor loss = tape.crossEntropy(model.forward(tape, in, start, random), batch.targets());
        double value = loss.item();
        if (Double.isFinite(value)) {
            tape.backward(loss, 1f / settings.updates().accumulate());
        }
        tape.reset();
        return value;
    }

    @Override
    public OptionalDouble validate() {
        return heldOut.length() < 2
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        optimizer.averaged(() -> Evaluation.of(model, heldOut).nats()));
    }

    @Override
    public void validated(double loss) {
        rate.validated(loss);
    }

    @Override
    public Optional<String> sample(long step) {
        Sampling sampling = new Sampling(1, 0, 1, settings.seed() + step);
        return Optional.of(optimizer.averaged(() -> model.sampler(sampling).text("", SAMPLE_LENGTH)));
    }

    /** What the model is, how it is trained and on what: all that {@link #resume} needs beside the text. */
    public JsonObject config() {
        return model.config()
                .put("training", settings.toJson())
                .put("data", provenance)
                .put("unroll", Version.NUMBER)
                .put("java", Runtime.version().toString());
    }

    @Override
    public void save(ModelFolder folder, JsonObject progress) {
        Map<String, String> metadata = Map.of(TRAINED, Json.line(progress));
        SafeTensors.write(folder.weightsFile(), metadata, Weights.named("", optimizer.averaged(model::state)));
    }

    @Override
    public List<NamedArray> state() {
        List<NamedArray> all = new ArrayList<>();
        forEachState((name, values) -> all.add(new NamedArray(name, new int[] {values.length}, values.clone())));
        all.addAll(updates().save());
        return all;
    }

    @Override
    public void restore(Map<String, NamedArray> saved, long step) {
        updates().restore(saved, step);
        forEachState((name, values) ->
                System.arraycopy(TrainingState.entry(saved, name, values.length), 0, values, 0, values.length));
    }

    private TrainingState updates() {
        return new TrainingState(model, optimizer, rate);
    }

    private void forEachState(BiConsumer<String, float[]> visitor) {
        List<String> names = model.architecture().cell().states();
        for (int l = 0; l < state.values().length; l++) {
            for (int s = 0; s < names.size(); s++) {
                visitor.accept(STATE + "l" + l + "." + names.get(s), state.values()[l][s]);
            }
        }
    }
}
