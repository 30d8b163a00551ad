package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {
    @Test
    void idsFollowTheCodePoints() {
        Vocabulary hello = Vocabulary.of("hello");
        assertThat(hello.size()).isEqualTo(4);
        assertThat(hello.encode("hello")).containsExactly(1, 0, 2, 2, 3);
        assertThat(hello.decode(1, 0, 2, 2, 3)).isEqualTo("hello");
        assertThat(Vocabulary.of("olleh")).isEqualTo(hello);
        // As code points, not as UTF-16 units: U+FB01 comes before U+1F600.
        assertThat(Vocabulary.of("😀ﬁ").encode("ﬁ😀")).containsExactly(0, 1);
        assertThat(Vocabulary.of("😀ﬁ").symbol(1)).isEqualTo("😀");
    }

    @Test
    void jsonKeepsEveryCharacter() {
        StringBuilder text = new StringBuilder("\u2028\"\\");
        for (int codePoint = 1; codePoint < 0x180; codePoint++) {
            text.appendCodePoint(codePoint);
        }
        Vocabulary vocabulary =
                Vocabulary.of(text.append("😀\ufeff\uffff\udbff\udfff").toString());
        String json = Json.pretty(vocabulary.toJson());
        assertThat(Vocabulary.fromJson(Json.parse(json, "vocab.json"))).isEqualTo(vocabulary);
    }

    @Test
    void charactersOutsideAreNamedWithTheirPlace() {
        assertThatThrownBy(() -> Vocabulary.of("abc").encode("ab€c\n€"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model's vocabulary of 3 characters lacks '€' U+20AC, '\\n' U+000A, "
                        + "first at character 3 of the text; leave them out");
        assertThatThrownBy(() -> Vocabulary.of("a").encode("1234567")).hasMessageContaining("'5' U+0035 and 2 more");
    }

    @Test
    void visibleCharactersAreShown() {
        assertThat(CharacterVocabulary.describe('A')).isEqualTo("'A' U+0041");
        assertThat(CharacterVocabulary.describe(' ')).isEqualTo("' ' U+0020");
        assertThat(CharacterVocabulary.describe(0x1f600)).isEqualTo("'😀' U+1F600");
    }

    @Test
    void invisibleCharactersAreOnlyNumbered() {
        assertThat(CharacterVocabulary.describe(7)).isEqualTo("U+0007");
        assertThat(CharacterVocabulary.describe(0x200b)).isEqualTo("U+200B");
        assertThat(CharacterVocabulary.describe(0xa0)).isEqualTo("U+00A0");
        assertThat(CharacterVocabulary.describe('\t')).isEqualTo("'\\t' U+0009");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"symbols\":3}",
                "{\"symbols\":\"ba\"}",
                "{\"symbols\":\"aa\"}",
                "{\"symbols\":\"\\ud800\"}"
            })
    void aCorruptFileIsRefused(String json) {
        assertThatThrownBy(() -> Vocabulary.fromJson(Json.parse(json, "vocab.json")))
                .isInstanceOf(FileException.class);
    }
}
