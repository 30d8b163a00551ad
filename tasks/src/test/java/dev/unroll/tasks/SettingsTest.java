package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.LanguageModel.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    private static final JsonObject STANDARD = LanguageModelTask.standard();

    @TempDir
    Path folder;

    private JsonObject read(String text) throws Exception {
        Path file = folder.resolve("best.json");
        Files.writeString(file, text);
        return Settings.read(file, "lm", STANDARD);
    }

    @Test
    void aFileSaysSome() throws Exception {
        JsonObject read = read("{\"task\": \"lm\", \"training\": {\"learning_rate\": 1, \"clip\": {\"limit\": null}}}");
        assertThat(Settings.leaves(read))
                .containsEntry("training.learning_rate", 1L)
                .containsEntry("training.clip.limit", null)
                .containsEntry("training.clip.by", "norm")
                .containsEntry("model.hidden", 128)
                .hasSameSizeAs(Settings.leaves(STANDARD));
        assertThat(STANDARD.toString()).isEqualTo(LanguageModelTask.standard().toString());
    }

    @Test
    void aRunsConfigurationIsSuchAFile() throws Exception {
        JsonObject read =
                read("{\"format_version\": 1, \"java\": \"25\", \"task\": \"lm\", \"limit\": {}, \"data\": {},"
                        + "\"model\": {\"hidden\": 7}, \"training\": {}}");
        assertThat(read.getObject("model").getInt("hidden")).isEqualTo(7);
    }

    @Test
    void aCellByItsNameIsTheLibrarys() {
        JsonObject gru = Settings.with(STANDARD, "model.cell", "gru");
        assertThat(Architecture.fromJson(gru.getObject("model")).cell().states())
                .containsExactly("h");
    }

    @Test
    void namesWhatIsMeant() {
        for (String[] wrong : new String[][] {
            {
                "{\"training\": {\"learning_rat\": 1}}",
                "no setting training.learning_rat (did you mean training.learning_rate?)"
            },
            {"{\"learning_rate\": 1}", "no setting learning_rate (did you mean training.learning_rate?)"},
            {"{\"training\": {\"clip\": {\"limt\": 1}}}", "did you mean training.clip.limit?"},
            {"{\"model\": {\"hidden\": 1.5}}", "model.hidden must be a whole number, but it is 1.5"},
            {"{\"model\": {\"cell\": 3}}", "model.cell must be a text, but it is 3"},
            {"{\"model\": {\"skips\": \"yes\"}}", "model.skips must be true or false, but it is yes"},
            {"{\"model\": 3}", "model must be an object {…}, but it is 3"},
            {"{\"training\": {\"batch\": null}}", "training.batch must be a whole number, but it is null"},
            {"{\"task\": \"copy\"}", "settings of copy, not of lm"},
        }) {
            assertThatThrownBy(() -> read(wrong[0]))
                    .as(wrong[0])
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("best.json")
                    .hasMessageContaining(wrong[1]);
        }
    }
}
