package dev.unroll.tasks.classify;

import dev.unroll.data.Folds;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Guess;
import dev.unroll.tasks.Sha256;
import dev.unroll.tasks.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Naming the class of texts or series whose classes are known. */
public final class ClassifyTask implements Task {
    public static final String NAME = "classify";

    private static final String DATA = "data";
    private static final String HASH = "sha256";

    private final Items items;
    private final String source;

    /**
     * On labelled items.
     *
     * @param source of them, for the record
     * @throws FileException if they have fewer than two labels
     */
    public ClassifyTask(Items items, String source) {
        Set<String> labels = new TreeSet<>(items.labels());
        if (labels.size() < 2) {
            throw new FileException(source + " has " + labels.size() + " label " + String.join(", ", labels)
                    + "; there is nothing to tell apart, so add items of another class");
        }
        this.items = items;
        this.source = source;
    }

    /** The settings that are used where nothing else is said. */
    public static JsonObject standard() {
        return settings(Architecture.standard(), ClassifySettings.standard());
    }

    /** Settings as one object. */
    public static JsonObject settings(Architecture model, ClassifySettings training) {
        return new JsonObject().put("model", model.toJson()).put("training", training.toJson());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject settings() {
        return standard();
    }

    @Override
    public JsonObject checked(JsonObject settings) {
        return settings(architecture(settings), training(settings));
    }

    @Override
    public JsonObject data() {
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
            digest.update(items.labels().get(i).getBytes(StandardCharsets.UTF_8));
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
    public void refuseOtherData(JsonObject config) {
        if (!hash().equals(config.getObject(DATA).getString(HASH))) {
            throw new FileException("the items are not those this run was started with; resume it with the same file,"
                    + " or start a new run");
        }
    }

    @Override
    public ClassifyTraining training(Engine engine, JsonObject settings) {
        return new ClassifyTraining(engine, this, split(settings), settings);
    }

    @Override
    public ClassifyTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 item", examples);
        int[] first = IntStream.range(0, Math.min(examples, items.size())).toArray();
        return new ClassifyTraining(engine, this, new Split(first, new int[0]), settings);
    }

    @Override
    public long parameters(JsonObject settings) {
        Symbols symbols = symbols(split(settings), settings);
        return architecture(settings)
                .parameters(symbols.words(), symbols.width(), symbols.labels().size());
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(new TreeSet<>(items.labels()).size());
    }

    @Override
    public double guess(JsonObject settings) {
        var labels = new TreeSet<>(items.labels()).stream().toList();
        int[] classes = items.labels().stream().mapToInt(labels::indexOf).toArray();
        return Guess.entropy(classes, labels.size());
    }

    /**
     * One part of the items left out.
     *
     * @param rest what is left to train on
     */
    public record Fold(ClassifyTask rest, Items out) {}

    /**
     * Leaves a part out, for a cross-validation. Equal items are in one part, whatever their labels.
     *
     * @throws IllegalArgumentException if there is nothing in it
     */
    public Fold without(int part, Folds folds) {
        int[] all = IntStream.range(0, items.size()).toArray();
        int[] out =
                Arrays.stream(all).filter(i -> folds.of(items.key(i)) == part).toArray();
        int[] rest =
                Arrays.stream(all).filter(i -> folds.of(items.key(i)) != part).toArray();
        if (out.length == 0) {
            throw new IllegalArgumentException("one of " + folds.count() + " folds of " + items.size()
                    + " items has nothing in it; take fewer folds");
        }
        return new Fold(new ClassifyTask(items.some(rest), source), items.some(out));
    }

    Items items() {
        return items;
    }

    Symbols symbols(Split split, JsonObject settings) {
        return Symbols.of(
                items,
                split.training(),
                Splitting.of(architecture(settings)),
                training(settings).least());
    }

    /** Items by their numbers. */
    record Split(int[] training, int[] heldOut) {}

    /** Held out are some at random, but never the only one of a class. */
    private Split split(JsonObject settings) {
        ClassifySettings training = training(settings);
        int wanted = (int) Math.round(training.validation() * items.size());
        int[] order = CounterRandom.named(training.seed(), "held out").permutation(items.size());
        Set<String> seen = new TreeSet<>();
        boolean[] held = new boolean[items.size()];
        int left = wanted;
        for (int i = order.length - 1; i >= 0; i--) {
            boolean first = seen.add(items.labels().get(order[i]));
            if (!first && left > 0) {
                held[order[i]] = true;
                left--;
            }
        }
        return new Split(
                IntStream.range(0, held.length).filter(i -> !held[i]).toArray(),
                IntStream.range(0, held.length).filter(i -> held[i]).toArray());
    }

    /** How many classes have a single item, which is never held out. */
    long single() {
        return items.labels().stream()
                .distinct()
                .filter(label ->
                        items.labels().stream().filter(label::equals).limit(2).count() == 1)
                .count();
    }

    static Architecture architecture(JsonObject settings) {
        return Architecture.fromJson(settings.getObject("model"));
    }

    static ClassifySettings training(JsonObject settings) {
        return ClassifySettings.fromJson(settings.getObject("training"));
    }
}
