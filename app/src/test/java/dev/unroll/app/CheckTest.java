package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {
    @TempDir
    Path folder;

    private Program.Result check(Object... more) throws Exception {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "the quick brown fox jumps over the lazy dog\n".repeat(40));
        Object[] words = {"check", "lm", text, "--out", folder.resolve("rates.png"), "--cell", "gru", "--hidden", 32};
        Object[] small = {"--layers", 1, "--seq", 10, "--batch", 8};
        return Program.here(java.util.stream.Stream.of(words, small, more)
                .flatMap(java.util.Arrays::stream)
                .toArray());
    }

    @Test
    void findsNothing() throws Exception {
        Program.Result result = check("--lr", 0.01);
        assertThat(result.code()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("ok    handful", "picture: ", "Nothing is wrong");
        assertThat(folder.resolve("rates.png")).isNotEmptyFile();
    }

    @Test
    void makesTheFolderOfRunsForItsPicture() throws Exception {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "the quick brown fox jumps over the lazy dog\n".repeat(40));
        Object[] words = {"check", "lm", text, "--cell", "gru", "--hidden", 32, "--layers", 1, "--seq", 10, "--batch", 8
        };
        Program.Result result = Program.alone(folder, words);
        assertThat(folder.resolve("runs").resolve("check-lm-text.png"))
                .as(result.err())
                .isNotEmptyFile();
    }

    @Test
    void saysWhatIsWrongToPeopleAndPrograms() throws Exception {
        Path settings = folder.resolve("settings.json");
        Files.writeString(settings, "{\"training\": {\"learning_rate\": 10}}");
        Program.Result result = check("--config", settings, "--json");
        assertThat(result.code()).isEqualTo(Main.FAILED);
        assertThat(result.err()).contains("WRONG rate").doesNotContain("unroll:");
        JsonObject json = Json.parse(result.outLines().getLast(), "stdout");
        assertThat(json.getBoolean("ok")).isFalse();
    }

    @Test
    void namesAMistypedSetting() throws Exception {
        Path settings = folder.resolve("settings.json");
        Files.writeString(settings, "{\"training\": {\"learnin_rate\": 10}}");
        assertThat(check("--config", settings).err()).contains("did you mean training.learning_rate?");
    }
}
