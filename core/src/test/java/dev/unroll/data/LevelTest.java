package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LevelTest {
    private static final String TEXT = "The cat, \"Tom\", sat.\n\nThe cat's mat (red) wasn't well-made: 3 cats sat!\n";

    private static Level level(Level.Kind kind) {
        return Level.of(kind.spelling(), kind == Level.Kind.CHARACTER ? null : 300);
    }

    private static Vocabulary learned(Level.Kind kind, String text) {
        return level(kind).learn(Corpus.of(text), 0);
    }

    private static List<String> symbols(Vocabulary vocabulary, String text) {
        return Arrays.stream(vocabulary.encode(text))
                .mapToObj(vocabulary::symbol)
                .toList();
    }

    private static int[] all(TokenStream tokens) {
        int[] ids = new int[(int) tokens.length()];
        tokens.read(0, ids, 0, ids.length);
        return ids;
    }

    @ParameterizedTest
    @EnumSource
    void aFileKeepsTheSymbols(Level.Kind kind) {
        Vocabulary vocabulary = learned(kind, TEXT);
        Vocabulary read = Vocabulary.fromJson(Json.parse(Json.pretty(vocabulary.toJson()), "vocab.json"));
        assertThat(read).isEqualTo(vocabulary);
        assertThat(read.encode(TEXT)).isEqualTo(vocabulary.encode(TEXT));
        assertThat(read.toString()).isEqualTo(vocabulary.toString());
    }

    /** However long texts are cut into blocks, also within a word, a number, a mark or white space. */
    @ParameterizedTest
    @EnumSource
    void aLongTextIsReadAsAtOnce(Level.Kind kind) {
        SplittableRandom random = new SplittableRandom(1);
        String[] parts = {"word", " ", "\n", "7", "é", "😀", "--", "\t", "'", "a".repeat(900), " ".repeat(1500)};
        StringBuilder text = new StringBuilder();
        while (text.length() < 400_000) {
            text.append(parts[random.nextInt(parts.length)]);
        }
        Corpus corpus = Corpus.of(text.toString());
        Vocabulary vocabulary = level(kind).learn(corpus, 0.5);
        assertThat(all(corpus.tokens(vocabulary))).isEqualTo(vocabulary.encode(text.toString()));
    }

    @ParameterizedTest
    @EnumSource
    void theTwoPartsOfATextAreItsCharacters(Level.Kind kind) {
        Corpus corpus = Corpus.of(TEXT.repeat(3));
        Vocabulary vocabulary = level(kind).learn(corpus, 1 / 3.0);
        TokenStream.Split split = corpus.split(vocabulary, 1 / 3.0);
        assertThat(all(split.training())).isEqualTo(vocabulary.encode(TEXT.repeat(2)));
        assertThat(all(split.validation())).isEqualTo(vocabulary.encode(TEXT));
    }

    @Test
    void wordsAndMarks() {
        Vocabulary words = learned(Level.Kind.WORD, TEXT);
        assertThat(symbols(words, "The cat's mat,\n \"red\" well-made."))
                .containsExactly("The", "cat's", "mat", ",", "\n", "\"", "red", "\"", "well", "-", "made", ".");
        assertThat(symbols(words, "The dog")).containsExactly("The", "<unk>");
        assertThat(words.decode(words.encode(TEXT))).isEqualTo(TEXT);
        assertThat(words.encode(" \t ")).isEmpty();
    }

    /** The Penn Treebank as Mikolov cut it: 10,000 words, the unknown one and the line's end among them. */
    @Test
    void tokenisedTexts() {
        Vocabulary words = learned(Level.Kind.WHITESPACE, " the u.s. <unk> 's N\n");
        assertThat(symbols(words, " the u.s. <unk> 's mr. N \n"))
                .containsExactly("the", "u.s.", "<unk>", "'s", "<unk>", "N", "\n");
        assertThat(words.size()).isEqualTo(6);
        assertThat(words.encode("<unk>")[0]).isEqualTo(words.unknown());
        assertThat(words.decode(words.encode("the 's\nN"))).isEqualTo("the 's\nN");
    }

    @Test
    void theMostFrequentWordsAreKept() {
        Vocabulary words = Level.of("word", 4).learn(Corpus.of("b a c a b a\nz z z z z z"), 0.5);
        assertThat(words.size()).isEqualTo(4);
        assertThat(symbols(words, "a b c z \n")).containsExactly("a", "b", "<unk>", "<unk>", "\n");
    }

    /** Any text, also one of bytes that were never seen, and one whose characters are cut into pieces. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\n",
                "The cat",
                "  The  cat \n\n  \t x ",
                "Ünïcödé 😀😀 — ‘quotes’ \u00a0\u2028 한국어",
                "a\r\nb",
                "1,000.50",
                "\u0000\u0001\uffff",
                "don't 'tis"
            })
    void bytePairsGiveTheTextBack(String text) {
        Vocabulary pieces = learned(Level.Kind.BPE, TEXT.repeat(5));
        assertThat(pieces.size()).isBetween(270, 300);
        assertThat(pieces.decode(pieces.encode(text))).isEqualTo(text);
    }

    @Test
    void bytePairsJoinWhatIsFrequent() {
        Vocabulary pieces = Level.of("bpe", 260).learn(Corpus.of("low low low lower lower newest\n".repeat(9)), 0);
        // l o and lo w come five times, the space before it four; of those that come twice " low" e is the first by its
        // characters.
        assertThat(symbols(pieces, " low lower")).containsExactly(" low", " lowe", "r");
        assertThat(pieces.encode("é")).containsExactly(0xc3, 0xa9);
        assertThat(pieces.symbol(0xc3)).isEqualTo("<C3>");
        assertThat(learned(Level.Kind.BPE, "abc").size()).isEqualTo(256);
    }

    @Test
    void piecesOfCharactersWaitForTheRest() {
        Vocabulary bytes = learned(Level.Kind.BPE, "abc");
        Vocabulary.Spelling spelling = bytes.spelling();
        assertThat(spelling.add(0xe2)).isEmpty();
        assertThat(spelling.add(0x82)).isEmpty();
        assertThat(spelling.add(0xac)).isEqualTo("€");
        assertThat(spelling.add(0xf0)).isEmpty();
        assertThat(spelling.add('a')).isEqualTo("\ufffda");
        assertThat(spelling.add(0xc3)).isEmpty();
        assertThat(spelling.rest()).isEqualTo("\ufffd");
        assertThat(spelling.rest()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"words\":[\"a\",\"a\"],\"split\":\"word\"}",
                "{\"words\":[\"\"],\"split\":\"word\"}",
                "{\"words\":[\"a\"],\"split\":\"sentence\"}",
                "{\"words\":[\"a\"]}",
                "{\"merges\":[1]}",
                "{\"merges\":[1,256]}",
                "{\"merges\":[1,-1]}",
                "{\"merges\":[1,0.5]}",
                "{\"merges\":[97,97,256,256,257,257,258,258,259,259,260,260,261,261,262,262,263,263]}"
            })
    void aCorruptFileIsRefused(String json) {
        assertThatThrownBy(() -> Vocabulary.fromJson(Json.parse(json, "vocab.json")))
                .isInstanceOf(FileException.class);
    }

    @Test
    void levelsThatCannotBe() {
        assertThatThrownBy(() -> Level.of("sentence", null))
                .hasMessage("there is no level sentence; it is one of character, word, whitespace, bpe");
        assertThatThrownBy(() -> Level.of("bpe", 255)).hasMessageContaining("256 to 1048576, got 255");
        assertThatThrownBy(() -> Level.of("character", 65)).hasMessageContaining("no number of symbols");
    }
}
