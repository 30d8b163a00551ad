package dev.unroll.tasks;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import org.jspecify.annotations.Nullable;

/** A text to learn, and what its symbols are. */
public final class TextData {
    private static final String DATA = "data";
    private static final String HASH = "sha256";
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
