package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFolderTest {
    @TempDir
    Path folder;

    private final NamedArray weight = new NamedArray("w", new int[] {2}, new float[] {1, 2});

    private ModelFolder model() {
        return new ModelFolder(folder.resolve("models/m"));
    }

    @Test
    void aModelComesBack() {
        JsonObject config = new JsonObject().put("cell", "lstm").put("hidden", 128L);
        model().write(config, new JsonObject().put("symbols", "abc"), List.of(weight));
        assertThat(model().config().keys()).containsExactly("format_version", "needs_unroll", "cell", "hidden");
        assertThat(model().config().getInt("hidden")).isEqualTo(128);
        assertThat(model().vocabulary().getString("symbols")).isEqualTo("abc");
        assertThat(model().weights().array("w")).isEqualTo(weight);
        assertThat(model().weights().verified()).isTrue();
        // A configuration that was read can be written again.
        JsonObject read = model().config();
        model().writeConfig(read);
        assertThat(model().config()).isEqualTo(read);
    }

    @Test
    void aModelWithoutSymbolsHasNoVocabulary() {
        model().write(new JsonObject(), null, List.of(weight));
        assertThat(model().vocabularyFile()).doesNotExist();
    }

    @Test
    void aNewerFormatSaysWhichUnrollReadsIt() throws IOException {
        Files.createDirectories(model().path());
        Files.writeString(model().configFile(), "{\"format_version\":7,\"needs_unroll\":\"3.2\"}");
        assertThatThrownBy(() -> model().config())
                .isInstanceOf(FileException.class)
                .hasMessage(model().configFile()
                        + " is of format 7, and this Unroll reads formats up to 1; use Unroll 3.2 or later");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                        | : "format_version" is missing; it must be a whole number
                    {"format_version": 0}     | : "format_version" is 0, which never existed
                    {"format_version": "1"}   | : "format_version" must be a whole number, but it is 1
                    {"format_version": 1      | is not valid JSON: it ends too early
                    """)
    void aDamagedConfigurationIsNamed(String json, String trouble) throws IOException {
        Files.createDirectories(model().path());
        Files.writeString(model().configFile(), json);
        assertThatThrownBy(() -> model().config())
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(model().configFile().toString())
                .hasMessageContaining(trouble);
    }

    @Test
    void whatIsNoModelSaysSo() throws IOException {
        assertThatThrownBy(() -> model().config()).hasMessageStartingWith("there is no model folder " + model().path());
        Files.createDirectories(model().path());
        assertThatThrownBy(() -> model().config()).hasMessageStartingWith(model().path() + " is not a model");
        assertThatThrownBy(() -> model().weights())
                .hasMessageStartingWith(model().path() + " has no model.safetensors");
    }
}
