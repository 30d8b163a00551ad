package dev.unroll.tasks.tag;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Guess;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.RecipeTask;
import dev.unroll.tasks.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Saying a tag for each word of sentences, from sentences whose tags are known. */
public final class TagTask implements RecipeTask {
    public static final Recipe<Architecture, TagSettings> RECIPE = new Recipe<>(
            "tag", Architecture.standard(), Architecture::fromJson, TagSettings.standard(), TagSettings::fromJson);

    private static final String DATA = "data";
    private static final String HASH = "sha256";

    private final List<Sentence> sentences;
    private final List<Sentence> held;
    private final String source;
    private final Column column;
    private final List<String> labels;

    /**
     * On sentences with tags.
     *
     * @param held sentences that are not learned, to choose the best weights by; none: a share of the others
     * @param source of them, for the record
     * @param column that tags were read from, for the record
     * @throws FileException if they have fewer than two tags
     */
    public TagTask(List<Sentence> sentences, List<Sentence> held, String source, Column column) {
        this.sentences = List.copyOf(sentences);
        this.held = List.copyOf(held);
        this.source = source;
        this.column = column;
        labels = Symbols.labels(Stream.concat(sentences.stream(), held.stream()));
        if (labels.size() < 2) {
            throw new FileException(source + " has " + labels.size() + " tag " + String.join(", ", labels)
                    + "; there is nothing to tell apart, so check the column of tags");
        }
    }

    /** The column of CoNLL-U that a configuration says its model was trained on. */
    public static Column column(JsonObject config) {
        return Check.named(Column.class, "column", config.getObject(DATA).getString("column"));
    }

    @Override
    public Recipe<Architecture, TagSettings> recipe() {
        return RECIPE;
    }

    @Override
    public JsonObject data() {
        return new JsonObject()
                .put(
                        DATA,
                        new JsonObject()
                                .put("source", source)
                                .put("column", Check.lower(column))
                                .put("sentences", sentences.size())
                                .put("held_out", held.size())
                                .put(HASH, hash()));
    }

    private String hash() {
        MessageDigest digest = Sha256.digest();
        for (List<Sentence> part : List.of(sentences, held)) {
            for (Sentence s : part) {
                Stream.concat(s.words().stream(), s.tags().stream()).forEach(text -> {
                    digest.update(text.getBytes(StandardCharsets.UTF_8));
                    digest.update((byte) 0);
                });
                digest.update((byte) 1);
            }
            digest.update((byte) 2);
        }
        return Sha256.of(digest);
    }

    @Override
    public void refuseOtherData(JsonObject config) {
        if (!hash().equals(config.getObject(DATA).getString(HASH))) {
            throw new FileException(
                    "the sentences or their tags are not those this run was started with; resume it with"
                            + " the same files, or start a new run");
        }
    }

    @Override
    public TagTraining training(Engine engine, JsonObject settings) {
        return new TagTraining(engine, this, split(settings), settings);
    }

    @Override
    public TagTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 sentence", examples);
        List<Sentence> few = sentences.subList(0, Math.min(examples, sentences.size()));
        return new TagTraining(engine, this, new Split(few, List.of()), settings);
    }

    @Override
    public long parameters(JsonObject settings) {
        return Tagger.parameters(RECIPE.model(settings), symbols(split(settings), settings));
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(labels.size());
    }

    @Override
    public double guess(JsonObject settings) {
        int[] tags = sentences.stream()
                .flatMap(s -> s.tags().stream())
                .mapToInt(labels::indexOf)
                .toArray();
        return Guess.entropy(tags, labels.size());
    }

    /** What is learned, and what is not. */
    record Split(List<Sentence> training, List<Sentence> heldOut) {}

    private Split split(JsonObject settings) {
        if (!held.isEmpty()) {
            return new Split(sentences, held);
        }
        TagSettings training = RECIPE.training(settings);
        int count = (int) Math.round(training.validation() * sentences.size());
        int[] order = CounterRandom.named(training.seed(), "held out").permutation(sentences.size());
        Arrays.sort(order, 0, count);
        Arrays.sort(order, count, order.length);
        List<Sentence> all = Arrays.stream(order).mapToObj(sentences::get).toList();
        return new Split(all.subList(count, all.size()), all.subList(0, count));
    }

    /** Tags are those of all sentences, also in a handful. */
    Symbols symbols(Split split, JsonObject settings) {
        return Symbols.of(split.training(), labels, RECIPE.training(settings).least());
    }
}
