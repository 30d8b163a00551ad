package dev.unroll.tasks.items;

import dev.unroll.data.Batches;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.Embedding;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Trains a model on items. Left to say is a loss.
 *
 * @param <M> what is trained
 */
public abstract class ItemTraining<M extends ItemModel> extends ModelTraining<M> {
    private final Inputs inputs;
    private final Split split;
    private final Batches batches;
    /** Words that began with a vector of others, or -1. */
    private final int given;

    /** @param model with its first weights */
    protected ItemTraining(ItemTask<?> task, Split split, JsonObject settings, M model) {
        ItemSettings training = ItemTask.training(settings);
        ItemEncoder encoder = model.encoder();
        if (training.vectors().isEmpty() && encoder.architecture().channels() != Channels.TUNED) {
            throw new IllegalArgumentException("static vectors have to be given; name a file of them with --vectors");
        }
        if (training.vectors().isEmpty() && encoder.architecture().channels() != Channels.TUNED) {
            throw new IllegalArgumentException("static vectors have to be given; name a file of them with --vectors");
        }
        given = training.vectors().isEmpty() ? -1 : encoder.begin(Path.of(training.vectors()));
        this.split = split;
        Inputs all = encoder.known().inputs(task.items(), encoder.architecture());
        inputs = all;
        int[] lengths = all.lengths();
        int[] own = Arrays.stream(split.training()).map(i -> lengths[i]).toArray();
        Batches planned = new Batches(own, training.batch(), training.seed());
        batches = planned;
        super(encoder.engine(), task, settings, model, training.updates(), training.seed(), planned.perEpoch());
    }

    /**
     * The loss of some items.
     *
     * @param items their numbers
     * @param batch the same as they are read
     */
    protected abstract Loss loss(Tape tape, int[] items, Inputs.Batch batch, CounterRandom random);

    /** What it says of items, in a few words. */
    protected abstract String answers();

    /** What else is to be known, each after a semicolon. */
    protected String remarks() {
        return "";
    }

    @Override
    protected final Loss loss(Tape tape, long batch, CounterRandom random) {
        int[] items = Arrays.stream(batches.batch(batch))
                .map(i -> split.training()[i])
                .toArray();
        return loss(tape, items, inputs.batch(items), random);
    }

    @Override
    protected final OptionalDouble heldOutLoss(Tape tape) {
        int[] held = split.heldOut();
        if (held.length == 0) {
            return OptionalDouble.empty();
        }
        MeanLoss mean = new MeanLoss();
        CounterRandom unused = new CounterRandom(0, 0);
        for (int from = 0; from < held.length; from += ItemEncoder.SIDE_BY_SIDE) {
            int[] items = Arrays.copyOfRange(held, from, Math.min(held.length, from + ItemEncoder.SIDE_BY_SIDE));
            Loss some = loss(tape, items, inputs.batch(items), unused);
            mean.add(some.mean().item(), some.items());
            tape.reset();
        }
        return OptionalDouble.of(mean.nats());
    }

    @Override
    public final void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().vocabulary());
    }

    @Override
    public final String about() {
        ItemEncoder encoder = model().encoder();
        return String.format(
                        Locale.ROOT,
                        "%s, %,d parameters, %s, %,d items to learn and %,d held out",
                        Check.lower(encoder.architecture().encoder()),
                        model().parameterCount(),
                        answers(),
                        split.training().length,
                        split.heldOut().length)
                + words()
                + cut()
                + remarks();
    }

    private String words() {
        int words = model().encoder().known().size();
        return (words == 0 ? "" : String.format(Locale.ROOT, ", %,d words", words))
                + (given < 0 ? "" : String.format(Locale.ROOT, ", %,d of them with given vectors", given));
    }

    private String cut() {
        int most = model().encoder().architecture().most();
        return inputs.cut() == 0
                ? ""
                : String.format(Locale.ROOT, "; %,d of the texts cut off after %,d words", inputs.cut(), most);
    }

    @Override
    public String unit() {
        return "items";
    }

    /** Mean steps of an item. */
    protected final double steps() {
        return Arrays.stream(inputs.lengths()).average().orElse(0);
    }

    /** Each weight but those of words is used once at each step; what is pooled or scored counts too much, and is little. */
    @Override
    public double operationsPerItem() {
        double weights = model().children().values().stream()
                .filter(module -> !(module instanceof Embedding))
                .flatMap(module -> module.parameters().stream())
                .filter(p -> p.rank() > 1)
                .mapToLong(Tensor::size)
                .sum();
        return 6 * weights * steps();
    }
}
