package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void whatIsPrintedIsReadBackInTheSameOrder() {
        JsonObject object = new JsonObject()
                .put("z", "text \u0000 \n \" \\ € 😀 \u2028")
                .put("a", Long.MIN_VALUE)
                .put("f", 0.1f)
                .put("d", 1e-300)
                .put("yes", true)
                .put("none", null)
                .put("list", List.of("x", List.of(1L, 2.5)))
                .put("inner", new JsonObject().put("k", 7L));
        JsonObject read = Json.parse(Json.pretty(object), "test");
        assertThat(read.keys()).containsExactly("z", "a", "f", "d", "yes", "none", "list", "inner");
        assertThat(read.getString("z")).isEqualTo(object.getString("z"));
        assertThat(read.getLong("a")).isEqualTo(Long.MIN_VALUE);
        assertThat((float) read.getDouble("f")).isEqualTo(0.1f);
        assertThat(read.getDouble("d")).isEqualTo(1e-300);
        assertThat(read.getBoolean("yes")).isTrue();
        assertThat(read.get("none")).isNull();
        assertThat(read.get("list")).isEqualTo(List.of("x", List.of(1L, 2.5)));
        assertThat(read.getObject("inner").getInt("k")).isEqualTo(7);
        assertThat(Json.parse(Json.line(object), "test")).isEqualTo(read);
        assertThat(Json.line(object)).doesNotContain("\n");
    }

    @Test
    void prettyPrintingIsForPeople() {
        assertThat(Json.pretty(new JsonObject().put("cell", "lstm").put("hidden", 128)))
                .isEqualTo("""
                        {
                          "cell": "lstm",
                          "hidden": 128
                        }
                        """);
    }

    @Test
    void aNumberThatIsNotFiniteIsNull() {
        String line = Json.line(new JsonObject().put("loss", Double.NaN).put("norm", Float.POSITIVE_INFINITY));
        assertThat(line).isEqualTo("{\"loss\":null,\"norm\":null}");
        assertThat(Json.parse(line, "test").getDouble("loss")).isNaN();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "[]",
                "3",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":NaN}",
                "{\"a\":1} x",
                "{\"a\":1}{}",
                "{\"a\":\"\n\"}",
                "{\"a\":tru}",
                "{\"a\":1;\"b\":2}",
                "{\"a\":1e999}",
                "{\"a\":9223372036854775808}",
                "{\"a\":1,\"a\":2}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "//x\n{}",
                "\u0000",
                "{\"a\":\"\\x\"}"
            })
    void whatIsNotJsonIsRefusedWithTheFilesName(String text) {
        assertThatThrownBy(() -> Json.parse(text, "x.json"))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("x.json is not valid JSON: ")
                .hasMessageNotContaining("http");
    }

    @Test
    void deepNestingIsRefusedBeforeTheStackRunsOut() {
        String deep = "{\"a\":" + "[".repeat(1_000_000);
        assertThatThrownBy(() -> Json.parse(deep, "x.json")).isInstanceOf(FileException.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gone   | c.json: "gone" is missing; it must be a whole number
                    half   | c.json: "half" must be a whole number, but it is 2.5
                    text   | c.json: "text" must be a whole number, but it is many
                    big    | c.json: "big" must be a whole number of at most 31 bits, but it is 4000000000
                    none   | c.json: "none" must be a whole number, but it is null
                    nested | c.json: "nested" must be a whole number, but it is something nested
                    """)
    void gettersNameFileAndKey(String key, String message) {
        JsonObject object =
                Json.parse("{\"half\":2.5,\"text\":\"many\",\"big\":4000000000,\"none\":null,\"nested\":{}}", "c.json");
        assertThatThrownBy(() -> object.getInt(key))
                .isInstanceOf(FileException.class)
                .hasMessage(message);
    }

    @Test
    void nestedObjectsAndListsNameTheirPlace() {
        JsonObject object = Json.parse("{\"model\":{\"names\":[\"a\",3]}}", "c.json");
        assertThatThrownBy(() -> object.getObject("model").getStrings("names"))
                .hasMessage("c.json, in \"model\": \"names\" must be a list of texts, but it is 3");
    }

    @Test
    void filesThatAreAbsentOrNotTextAreNamed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("c.json");
        assertThatThrownBy(() -> Json.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("cannot read " + file + ": there is no");
        Files.write(file, "{\"a\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Json.read(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void valuesThatJsonLacksAreRefusedWhenPut() {
        assertThatThrownBy(() -> new JsonObject().put("a", new int[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
