package dev.unroll.tasks.translate;

import dev.unroll.data.Subwords;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Translating lines as those of pairs were. */
public final class TranslateTask implements RecipeTask {
    public static final Recipe<TranslateArchitecture, TranslateSettings> RECIPE = new Recipe<>(
            "translate",
            TranslateArchitecture.standard(),
            TranslateArchitecture::fromJson,
            TranslateSettings.standard(),
            TranslateSettings::fromJson);

    private static final String DATA = "data";
    private static final String HASH = "sha256";
    private static final String MERGES = "bpe";
    private static final String SHARED = "shared";
    private static final String LONGEST = "longest";

    private final Bitext pairs;
    private final Options options;
    private final Vocabularies vocabularies;
    private final List<int[]> sources = new ArrayList<>();
    private final List<int[]> targets = new ArrayList<>();
    private int empty;
    private int tooLong;

    /**
     * How lines become pieces.
     *
     * @param merges of byte-pair encoding, 0 for whole words
     * @param shared whether both sides have the same pieces, with the same vectors
     * @param longest pieces of a line; longer pairs are left out in training, longer sources cut off when translating
     */
    public record Options(int merges, boolean shared, int longest) {
        public static final Options STANDARD = new Options(6000, false, 100);

        private static final int MOST = 10_000;

        public Options {
            Check.that(merges >= 0, "--bpe must be at least 1 merge, or 0 for whole words", merges);
            Check.that(longest >= 1 && longest <= MOST, "--longest must be 1 to " + MOST + " pieces", longest);
        }

        /** Those of the run that goes on. */
        public static Options of(JsonObject config) {
            JsonObject data = config.getObject(DATA);
            return new Options(data.getInt(MERGES), data.getBoolean(SHARED), data.getInt(LONGEST));
        }
    }

    /**
     * On pairs of lines.
     *
     * @throws FileException if none of them has something on both sides and is short enough
     */
    public TranslateTask(Bitext pairs, Options options) {
        this.pairs = pairs;
        this.options = options;
        vocabularies = Vocabularies.of(pairs, options.merges(), options.shared());
        for (int i = 0; i < pairs.size(); i++) {
            if (!pairs.isWhole(i)) {
                empty++;
                continue;
            }
            int[] source = vocabularies.source().encode(pairs.sources().get(i));
            int[] target = vocabularies.target().encode(pairs.targets().get(i));
            if (Math.max(source.length, target.length) > options.longest()) {
                tooLong++;
                continue;
            }
            sources.add(source);
            targets.add(target);
        }
        if (sources.isEmpty()) {
            throw new FileException(pairs.name() + " has nothing to learn from: of " + pairs.size() + " pairs " + empty
                    + " have an empty line and " + tooLong + " more than " + options.longest()
                    + " pieces; check the files, or raise --longest");
        }
    }

    static int longest(JsonObject config) {
        return Options.of(config).longest();
    }

    @Override
    public Recipe<TranslateArchitecture, TranslateSettings> recipe() {
        return RECIPE;
    }

    @Override
    public JsonObject data() {
        return new JsonObject()
                .put(
                        DATA,
                        new JsonObject()
                                .put("source", pairs.name())
                                .put("pairs", pairs.size())
                                .put(MERGES, options.merges())
                                .put(SHARED, options.shared())
                                .put(LONGEST, options.longest())
                                .put(HASH, hash()));
    }

    private String hash() {
        MessageDigest digest = Sha256.digest();
        for (List<String> side : List.of(pairs.sources(), pairs.targets())) {
            for (String line : side) {
                digest.update(line.getBytes(StandardCharsets.UTF_8));
                digest.update((byte) '\n');
            }
        }
        return Sha256.of(digest);
    }

    @Override
    public void refuseOtherData(JsonObject config) {
        if (!hash().equals(config.getObject(DATA).getString(HASH))) {
            throw new FileException("the lines are not those this run was started with; resume it with the same files,"
                    + " or start a new run");
        }
        if (!Options.of(config).equals(options)) {
            throw new IllegalArgumentException(
                    "the run was started with other pieces of words; resume it without --bpe,"
                            + " --shared and --longest, or start a new run");
        }
    }

    @Override
    public TranslateTraining training(Engine engine, JsonObject settings) {
        TranslateSettings training = RECIPE.training(settings);
        int wanted = (int) Math.round(training.validation() * sources.size());
        int[] order = CounterRandom.named(training.seed(), "held out").permutation(sources.size());
        int[] held = Arrays.copyOf(order, wanted);
        int[] learned = Arrays.copyOfRange(order, wanted, order.length);
        Arrays.sort(held);
        Arrays.sort(learned);
        return new TranslateTraining(engine, this, learned, held, settings);
    }

    @Override
    public TranslateTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 pair", examples);
        int[] first = IntStream.range(0, Math.min(examples, sources.size())).toArray();
        return new TranslateTraining(engine, this, first, new int[0], settings);
    }

    @Override
    public long parameters(JsonObject settings) {
        return RECIPE.model(settings)
                .parameters(vocabularies.source().size(), vocabularies.target().size(), vocabularies.shared());
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(vocabularies.target().size());
    }

    @Override
    public double guess(JsonObject settings) {
        int[] pieces = targets.stream()
                .flatMapToInt(t -> IntStream.concat(Arrays.stream(t), IntStream.of(Subwords.END)))
                .toArray();
        return Guess.entropy(pieces, vocabularies.target().size());
    }

    Vocabularies vocabularies() {
        return vocabularies;
    }

    Options options() {
        return options;
    }

    /** Those that are learned from, in their order. */
    List<int[]> sources() {
        return sources;
    }

    List<int[]> targets() {
        return targets;
    }

    /** What has been left out, in words. */
    String leftOut() {
        return (empty == 0 ? "" : "; " + empty + " pairs with an empty line left out")
                + (tooLong == 0
                        ? ""
                        : "; " + tooLong + " pairs of more than " + options.longest() + " pieces left out");
    }
}
