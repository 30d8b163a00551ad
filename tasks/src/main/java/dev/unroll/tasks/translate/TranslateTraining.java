package dev.unroll.tasks.translate;

import dev.unroll.data.Batches;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tensor.Tape;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Trains a {@link Translator} by the cross-entropy of each next piece, those before it being the right ones. */
public final class TranslateTraining extends ModelTraining<Translator> {
    private final TranslateTask task;
    private final int[] learned;
    private final int[] held;
    private final Batches batches;
    private final double pieces;
    private final double sourcePieces;

    TranslateTraining(Engine engine, TranslateTask task, int[] learned, int[] held, JsonObject settings) {
        TranslateSettings training = TranslateTask.RECIPE.training(settings);
        Translator model = new Translator(
                engine,
                TranslateTask.RECIPE.model(settings),
                task.vocabularies(),
                task.options().longest());
        model.initialise(training.seed());
        this.task = task;
        this.learned = learned;
        this.held = held;
        // Those about as long in the target are together, and among them those about as long in the source.
        int[] lengths = Arrays.stream(learned)
                .map(i -> task.targets().get(i).length * (task.options().longest() + 1)
                        + task.sources().get(i).length)
                .toArray();
        Batches planned = new Batches(lengths, training.batch(), training.seed());
        batches = planned;
        pieces = Arrays.stream(learned)
                .mapToDouble(i -> task.targets().get(i).length + 1.0)
                .sum();
        sourcePieces = Arrays.stream(learned)
                .mapToDouble(i -> task.sources().get(i).length + 1.0)
                .sum();
        super(engine, task, settings, model, training.updates(), training.seed(), planned.perEpoch());
    }

    private static List<int[]> some(List<int[]> all, int... which) {
        return Arrays.stream(which).mapToObj(all::get).toList();
    }

    @Override
    protected Loss loss(Tape tape, long number, CounterRandom random) {
        int[] which = Arrays.stream(batches.batch(number)).map(i -> learned[i]).toArray();
        PairBatch batch = PairBatch.of(
                some(task.sources(), which),
                some(task.targets(), which),
                model().architecture().reverse());
        return new Loss(
                model().loss(tape, batch, random),
                Arrays.stream(batch.targetLengths()).asLongStream().sum());
    }

    @Override
    protected OptionalDouble heldOutLoss(Tape tape) {
        return held.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(model().loss(tape, some(task.sources(), held), some(task.targets(), held)));
    }

    @Override
    public void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().vocabularies().toJson());
    }

    @Override
    public String about() {
        TranslateArchitecture a = model().architecture();
        Vocabularies known = model().vocabularies();
        return String.format(
                Locale.ROOT,
                "%s, %d x %d, %,d parameters, %s pieces, %,d pairs to learn and %,d held out%s; %,d steps an epoch",
                a.kind() == Kind.TRANSFORMER
                        ? "transformer"
                        : a.cell().name() + ", attention " + Check.lower(a.attention()),
                a.layers(),
                a.hidden(),
                model().parameterCount(),
                known.shared()
                        ? String.format(
                                Locale.ROOT, "%,d shared", known.target().size())
                        : String.format(
                                Locale.ROOT,
                                "%,d and %,d",
                                known.source().size(),
                                known.target().size()),
                learned.length,
                held.length,
                task.leftOut(),
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

    /** Weights of the encoder are used once for each piece of the source; they are about half of those that are no pieces' vectors. */
    @Override
    public double operationsPerItem() {
        TranslateArchitecture a = model().architecture();
        double half = a.weights() / 2.0;
        return 6
                * (half
                        + half * sourcePieces / pieces
                        + (double) a.width() * model().vocabularies().target().size());
    }
}
