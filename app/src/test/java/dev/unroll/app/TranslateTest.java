package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train translate}, {@code eval} and {@code predict}, as a user types them. */
class TranslateTest {
    private static final String[] WORDS = {"red", "green", "blue", "old", "new", "small"};
    private static final String[] WORTE = {"rotes", "grünes", "blaues", "altes", "neues", "kleines"};
    private static final String[] THINGS = {"house", "car", "book", "boat"};
    private static final String[] DINGE = {"Haus", "Auto", "Buch", "Boot"};

    @TempDir
    private Path folder = Path.of("");

    private Path write(String name, boolean german) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 120; i++) {
            int a = i % WORDS.length;
            int b = i / WORDS.length % THINGS.length;
            lines.append(german ? "ein " + WORTE[a] + " " + DINGE[b] + "." : "a " + WORDS[a] + " " + THINGS[b] + ".")
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), lines);
    }

    @Test
    void aModelIsTrainedMeasuredAndUsed() throws IOException {
        Path english = write("train.en", false);
        Path german = write("train.de", true);
        Path run = folder.resolve("run");
        Program.Result trained = Program.here(
                "train",
                "translate",
                english,
                german,
                "--bpe",
                "30",
                "--hidden",
                "32",
                "--batch",
                "16",
                "--lr",
                "0.02",
                "--dropout",
                "0",
                "--epochs",
                "25",
                "--out",
                run);
        assertThat(trained.code()).as(trained.err()).isZero();
        assertThat(trained.err()).contains("lstm, attention luong, 1 x 32", "118 pairs to learn and 2 held out");

        Program.Result measured = Program.here("eval", run, english, german, "--json");
        assertThat(measured.code()).as(measured.err()).isZero();
        JsonObject figures = Json.parse(measured.outLines().getLast(), "stdout");
        assertThat(figures.getDouble("bleu")).isGreaterThan(90);
        assertThat(figures.getDouble("chrf2")).isGreaterThan(90);
        assertThat(figures.getInt("count")).isEqualTo(120);
        assertThat(Program.here("eval", run, english, german, "--beam", "1").out())
                .contains("BLEU", "chrF2", "Worst by chrF2:");

        Path lines = Files.writeString(folder.resolve("lines"), "a new boat.\n\na red house.\n");
        assertThat(Program.here("predict", run, lines).out()).isEqualTo("ein neues Boot.\n\nein rotes Haus.\n");
        Path out = folder.resolve("out");
        Program.here("predict", run, lines, "--temperature", "0.1", "--seed", "3", "--out", out, "--json");
        assertThat(Files.readAllLines(out)).hasSize(3);
        Path big = Files.writeString(folder.resolve("big"), "a new boat. ".repeat(60) + "\na red house.\n");
        Program.Result cut = Program.here("predict", run, big, "--beam", "2");
        assertThat(cut.outLines()).hasSize(2);
        assertThat(cut.err()).contains("1 of 2 lines have more than the 100 pieces that the model reads");

        Path png = folder.resolve("looks.png");
        Program.Result looks = Program.here("inspect", run, lines, "--png", png);
        assertThat(looks.code()).as(looks.err()).isZero();
        assertThat(looks.outLines().getFirst()).matches("\\S+\t\\S+\t[01]\\.\\d\\d");
        assertThat(looks.outLines().getLast()).startsWith("</s>\t");
        assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThan(100);

        Program.Result resumed =
                Program.here("train", "translate", english, german, "--resume", "--epochs", "26", "--out", run);
        assertThat(resumed.code()).as(resumed.err()).isZero();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path english = write("train.en", false);
        Path shorter = Files.writeString(folder.resolve("short.de"), "eins\n");
        Program.Result lines = Program.here("train", "translate", english, shorter);
        assertThat(lines.code()).isEqualTo(Main.FAILED);
        assertThat(lines.err()).contains("has 120 lines, but ", "line 2 has no translation");
        Program.Result one = Program.here("train", "translate", english);
        assertThat(one.code()).isEqualTo(Main.USAGE);
        assertThat(one.err()).contains("pairs are in two files that go line by line");
        Program.Result attention = Program.here("train", "translate", english, english, "--attention", "cross");
        assertThat(attention.code()).isEqualTo(Main.USAGE);
        assertThat(attention.err()).contains("--attention must be one of none, luong, bahdanau, got cross");
        Program.Result noise = Program.here(
                "train", "translate", english, english, "--attention", "bahdanau", "--recurrent-dropout", "0.1");
        assertThat(noise.code()).isEqualTo(Main.USAGE);
        assertThat(noise.err()).contains("leave them out");
    }
}
