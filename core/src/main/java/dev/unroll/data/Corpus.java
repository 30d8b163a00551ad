package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text to learn from, of any size, read once from files, folders, archives or a pipe and kept as compact tokens.
 *
 * <p>Several texts are joined as they are, in the order given, like {@code cat} does.
 */
public final class Corpus {
    private final List<String> sources;
    private final @Nullable String include;
    private final int texts;
    private final String sha256;
    private final List<SymbolTable.Symbol> symbols;
    private final long characters;
    private final List<TokenChunk> chunks;

    private Corpus(List<String> sources, @Nullable String include, Tokenizer tokenizer) {
        this.sources = sources;
        this.include = include;
        this.texts = tokenizer.texts();
        this.sha256 = tokenizer.sha256();
        this.symbols = List.copyOf(tokenizer.symbols().symbols());
        this.characters = tokenizer.characters();
        this.chunks = tokenizer.finish();
        if (characters == 0) {
            throw new FileException(String.join(", ", sources) + " holds no characters; name a file with text in it");
        }
    }

    /**
     * Reads UTF-8 text.
     *
     * @param paths files, {@code .gz} or {@code .zip} files, folders (with all that is below them, sorted by name,
     *     without hidden files), or {@code -} for the standard input
     * @throws FileException if one cannot be read, is not text in UTF-8, or unpacks to too much; or if all are empty
     */
    public static Corpus read(List<String> paths, CorpusOptions options) {
        return read(paths, options, TokenStore.defaultHeapLimit());
    }

    static Corpus read(List<String> paths, CorpusOptions options, long heapLimit) {
        TextFiles files = new TextFiles(options);
        try (Tokenizer tokenizer = new Tokenizer(heapLimit)) {
            for (String path : paths) {
                files.read(path, tokenizer::read);
            }
            return new Corpus(List.copyOf(paths), options.include(), tokenizer);
        }
    }

    /** A corpus of one text at hand. */
    public static Corpus of(String text) {
        try (Tokenizer tokenizer = new Tokenizer(TokenStore.defaultHeapLimit())) {
            InputStream bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
            tokenizer.read("the text", bytes);
            return new Corpus(List.of("the text"), null, tokenizer);
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
    }

    /** How many characters (code points) there are. */
    public long characters() {
        return characters;
    }

    /** SHA-256 of the joined text in UTF-8, unpacked and without byte order marks, in hexadecimal. */
    public String sha256() {
        return sha256;
    }

    /** The characters that occur. */
    public Vocabulary vocabulary() {
        return CharacterVocabulary.of(symbols.stream().mapToInt(SymbolTable.Symbol::codePoint));
    }

    /** The characters themselves. */
    TokenStream codePoints() {
        return new TokenStream(
                chunks, symbols.stream().mapToInt(SymbolTable.Symbol::codePoint).toArray(), 0, characters);
    }

    /**
     * The text in the ids of a vocabulary, its own or a trained model's.
     *
     * @throws IllegalArgumentException if characters are outside the vocabulary; the message names them and where the
     *     first one stands
     */
    public TokenStream tokens(Vocabulary vocabulary) {
        return vocabulary.tokens(this, 0, characters);
    }

    /**
     * The text to train on, and its end to validate on: it is not shuffled, for neighbouring sentences know each other.
     *
     * @param share of the characters that are held out, at least 0 and below 1
     */
    public TokenStream.Split split(Vocabulary vocabulary, double share) {
        long end = trainingCharacters(share);
        return new TokenStream.Split(vocabulary.tokens(this, 0, end), vocabulary.tokens(this, end, characters));
    }

    /** How many characters there are before those held out. */
    long trainingCharacters(double share) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "the share for validation is " + share + "; it must be at least 0 and below 1");
        }
        return (long) (characters * (1 - share));
    }

    TokenStream characters(CharacterVocabulary vocabulary) {
        int[] ids = symbols.stream().mapToInt(s -> vocabulary.id(s.codePoint())).toArray();
        List<SymbolTable.Symbol> outside =
                symbols.stream().filter(s -> vocabulary.id(s.codePoint()) < 0).toList();
        if (!outside.isEmpty()) {
            SymbolTable.Symbol first = outside.getFirst();
            int[] codePoints =
                    outside.stream().mapToInt(SymbolTable.Symbol::codePoint).toArray();
            throw new IllegalArgumentException(vocabulary.unknown(codePoints) + ", first at character "
                    + (first.position() + 1) + " of " + first.text()
                    + "; leave them out of the text, or train a model on a text that has them");
        }
        return new TokenStream(chunks, ids, 0, characters);
    }

    /** Where the text came from and what it was, to be kept with a model. */
    public JsonObject provenance() {
        JsonObject provenance = new JsonObject().put("sources", sources);
        if (include != null) {
            provenance.put("include", include);
        }
        return provenance
                .put("texts", texts)
                .put("characters", characters)
                .put("distinct", symbols.size())
                .put("sha256", sha256);
    }
}
