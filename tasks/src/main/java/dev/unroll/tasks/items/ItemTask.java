package dev.unroll.tasks.items;

import dev.unroll.data.Folds;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.RecipeTask;
import dev.unroll.tasks.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * A task on items of a file.
 *
 * @param <T> trains it
 */
public abstract class ItemTask<T extends ItemTraining<?>> implements RecipeTask {
    private static final String DATA = "data";
    private static final String HASH = "sha256";

    private final Items items;
    private final String source;

    /** @param source of the items, for the record */
    protected ItemTask(Items items, String source) {
        this.items = items;
        this.source = source;
    }

    public final Items items() {
        return items;
    }

    /** The same task on other items. */
    protected abstract ItemTask<T> on(Items others, String from);

    /** Which items a training of such settings holds out. */
    protected Split split(JsonObject settings) {
        ItemSettings training = training(settings);
        return Split.of(items.size(), training.validation(), training.seed(), _ -> true);
    }

    protected abstract T training(Engine engine, Split split, JsonObject settings);

    /** How well a trained model of this task does on items that it has not seen, by the figures' names. */
    public abstract SequencedMap<String, Double> figures(Engine engine, Path model, Items unseen);

    @Override
    public final T training(Engine engine, JsonObject settings) {
        return training(engine, split(settings), settings);
    }

    @Override
    public final T handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 item", examples);
        return training(engine, Split.first(Math.min(examples, items.size())), settings);
    }

    /** What a model that learns from some of the items knows. */
    protected final Known known(Split split, JsonObject settings) {
        return Known.of(
                items,
                split.training(),
                architecture(settings),
                training(settings).least());
    }

    protected static Architecture architecture(JsonObject settings) {
        return Architecture.fromJson(settings.getObject("model"));
    }

    protected static ItemSettings training(JsonObject settings) {
        return ItemSettings.fromJson(settings.getObject("training"));
    }

    @Override
    public final JsonObject data() {
        return new JsonObject()
                .put(
                        DATA,
                        new JsonObject()
                                .put("source", source)
                                .put("items", items.size())
                                .put(HASH, hash()));
    }

    private String hash() {
        MessageDigest digest = Sha256.digest();
        for (int i = 0; i < items.size(); i++) {
            if (items.isLabelled()) {
                digest.update(items.labels().get(i).getBytes(StandardCharsets.UTF_8));
            }
            digest.update((byte) 0);
            switch (items) {
                case Items.Texts t -> digest.update(t.texts().get(i).getBytes(StandardCharsets.UTF_8));
                case Items.Series s -> {
                    ByteBuffer bytes =
                            ByteBuffer.allocate(Float.BYTES * s.tables().get(i).length);
                    bytes.asFloatBuffer().put(s.tables().get(i));
                    digest.update(bytes);
                }
            }
            digest.update((byte) 0);
        }
        return Sha256.of(digest);
    }

    @Override
    public final void refuseOtherData(JsonObject config) {
        if (!hash().equals(config.getObject(DATA).getString(HASH))) {
            throw new FileException("the items are not those this run was started with; resume it with the same file,"
                    + " or start a new run");
        }
    }

    /**
     * One part of the items left out.
     *
     * @param rest what is left to train on
     */
    public record Fold(ItemTask<?> rest, Items out) {}

    /**
     * Leaves a part out, for a cross-validation. Equal items are in one part, whatever their labels.
     *
     * @throws IllegalArgumentException if there is nothing in it
     */
    public final Fold without(int part, Folds folds) {
        int[] out = IntStream.range(0, items.size())
                .filter(i -> folds.of(items.key(i)) == part)
                .toArray();
        int[] rest = IntStream.range(0, items.size())
                .filter(i -> folds.of(items.key(i)) != part)
                .toArray();
        if (out.length == 0) {
            throw new IllegalArgumentException("one of " + folds.count() + " folds of " + items.size()
                    + " items has nothing in it; take fewer folds");
        }
        return new Fold(on(items.some(rest), source), items.some(out));
    }
}
