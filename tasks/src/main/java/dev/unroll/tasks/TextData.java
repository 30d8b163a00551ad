package dev.unroll.tasks;

import dev.unroll.data.Corpus;
import dev.unroll.data.CorpusOptions;
import dev.unroll.data.Level;
import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text to learn, and what its symbols are. */
public final class TextData {
    private static final String DATA = "data";
    private static final String HASH = "sha256";
    private static final String SOURCES = "sources";
    private static final String INCLUDE = "include";
    private static final String LEVEL = "level";
    private static final String SYMBOLS = "symbols";

    /** Symbols that are counted for a guess at most. */
    private static final int MOST_COUNTED = 1 << 22;

    private final Corpus corpus;
    private final Level level;
    private @Nullable Parts last;

    /**
     * The text in symbols.
     *
     * @param vocabulary of the part to train on
     */
    public record Parts(double share, Vocabulary vocabulary, TokenStream training, TokenStream validation) {}

    public TextData(Corpus corpus, Level level) {
        this.corpus = corpus;
        this.level = level;
    }

    /** Learns the symbols, which takes a while for long texts; for the same share once. */
    public synchronized Parts parts(double heldOut) {
        Parts known = last;
        if (known == null || known.share() != heldOut) {
            Vocabulary vocabulary = level.learn(corpus, heldOut);
            TokenStream.Split split = corpus.split(vocabulary, heldOut);
            known = new Parts(heldOut, vocabulary, split.training(), split.validation());
            last = known;
        }
        return known;
    }

    /** What a run's configuration says of it. */
    public JsonObject toJson() {
        JsonObject data = corpus.provenance().put(LEVEL, level.kind().spelling());
        return new JsonObject().put(DATA, level.symbols() == 0 ? data : data.put(SYMBOLS, level.symbols()));
    }

    /** The level of the run that goes on; runs that say none are of characters. */
    public static Level level(JsonObject config) {
        JsonObject data = config.getObject(DATA);
        return data.has(LEVEL)
                ? Level.of(data.getString(LEVEL), data.has(SYMBOLS) ? data.getInt(SYMBOLS) : null)
                : Level.CHARACTER;
    }

    /**
     * The text that a model was trained on without what was held out, read anew.
     *
     * @param config of the model
     * @throws FileException if it is not there, or another one now
     */
    public static TokenStream trainedOn(JsonObject config, Vocabulary vocabulary) {
        if (!config.has(DATA)) {
            throw new FileException("the model does not say what text it was trained on; train it with unroll train");
        }
        JsonObject data = config.getObject(DATA);
        List<String> sources = data.getStrings(SOURCES);
        if (sources.contains("-")) {
            throw new FileException(
                    "the model was trained on the standard input, which cannot be read again;" + " train it on a file");
        }
        String include = data.has(INCLUDE) ? data.getString(INCLUDE) : null;
        Corpus corpus = Corpus.read(sources, CorpusOptions.DEFAULT.withInclude(include));
        if (!corpus.sha256().equals(data.getString(HASH))) {
            throw new FileException(String.join(", ", sources)
                    + " is not the text any more that the model was trained on; put it back where it was");
        }
        return corpus.split(vocabulary, config.getObject("training").getDouble("validation"))
                .training();
    }

    /** As {@link Task#refuseOtherData}. */
    public void refuseOther(JsonObject config) {
        if (!corpus.sha256().equals(config.getObject(DATA).getString(HASH))) {
            throw new FileException("the text is not the one this run was started with; resume it with the same text,"
                    + " or start a new run");
        }
        if (!level(config).equals(level)) {
            throw new IllegalArgumentException("the run was started with other symbols; resume it without --level and"
                    + " --symbols, or start a new run");
        }
    }

    /** The loss of a guess that knows how frequent each symbol is: the entropy of single symbols. */
    public double guess(double heldOut) {
        Parts parts = parts(heldOut);
        int[] read = new int[(int) Math.min(MOST_COUNTED, parts.training().length())];
        parts.training().read(0, read, 0, read.length);
        return Guess.entropy(read, parts.vocabulary().size());
    }
}
