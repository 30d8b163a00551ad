package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gradients}: the table, the JSON and the picture, of a model that was trained with hard clipping. */
class GradientsTest {
    @TempDir
    static Path folder;

    private static Path text;
    private static Path model;

    @BeforeAll
    static void train() throws Exception {
        text = Files.writeString(folder.resolve("text.txt"), "hello, hello\n".repeat(60));
        model = folder.resolve("model");
        Program.Result trained = Program.here(
                "train",
                "lm",
                text,
                "--out",
                model,
                "--steps",
                20,
                "--hidden",
                8,
                "--seq",
                10,
                "--batch",
                4,
                "--clip",
                0.5);
        assertThat(trained.code()).as(trained.err()).isZero();
    }

    @Test
    void printsATableAndDrawsAPicture() throws Exception {
        Program.Result result = Program.alone(folder, "gradients", model, text, "--seq", 20);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out())
                .contains("last of 20 steps", "16 sequences")
                .containsPattern("steps before the last +0 +1 +2 +5 +10\n")
                .contains("layer 1 c", "layer 2 h", "largest singular value", "spectral radius")
                .contains("layer 2 f", "< 0.1", "> 0.9")
                .contains("of 20 gradients were longer than 0.5")
                .contains("picture: " + model.resolve("gradients.png"));
        BufferedImage picture = ImageIO.read(model.resolve("gradients.png").toFile());
        assertThat(picture.getHeight()).isGreaterThan(1000);
    }

    @Test
    void printsJson() throws Exception {
        Path picture = folder.resolve("other.png");
        Program.Result result = Program.here(
                "gradients", model, text, "--seq", 20, "--batch", 2, "--jacobians", 3, "--json", "--out", picture);

        assertThat(result.code()).as(result.err()).isZero();
        JsonObject json = Json.parse(result.out(), "the output");
        assertThat(json.getInt("steps")).isEqualTo(20);
        assertThat(objects(json, "gradients"))
                .extracting(g -> g.getInt("layer") + g.getString("state"))
                .containsExactly("1c", "1h", "2c", "2h");
        assertThat((List<?>) objects(json, "gradients").getFirst().get("norms")).hasSize(20);
        assertThat(objects(json, "jacobians"))
                .hasSize(6)
                .allSatisfy(j -> assertThat(j.getDouble("spectral_radius"))
                        .isLessThanOrEqualTo(j.getDouble("largest_singular_value")));
        assertThat(objects(json, "gates"))
                .hasSize(6)
                .allSatisfy(g -> assertThat(g.getDouble("mean")).isBetween(0.0, 1.0));
        assertThat(json.getObject("clipping").getDouble("share")).isEqualTo(shareLongerThan(0.5));
        assertThat(picture).isRegularFile();
    }

    private static List<JsonObject> objects(JsonObject json, String key) {
        return ((List<?>) json.get(key)).stream().map(o -> (JsonObject) o).toList();
    }

    private static double shareLongerThan(double limit) {
        List<Double> norms = Program.read(model.resolve("metrics.jsonl"))
                .lines()
                .map(line -> Json.parse(line, "metrics.jsonl"))
                .filter(line -> line.getString("event").equals("step"))
                .map(line -> line.getDouble("gradient_norm"))
                .toList();
        return norms.stream().filter(norm -> norm > limit).count() / (double) norms.size();
    }

    @Test
    void aModelWithoutMetricsOrGatesHasLessToShow() throws Exception {
        Path plain = folder.resolve("plain");
        Program.here(
                "train",
                "lm",
                text,
                "--out",
                plain,
                "--steps",
                2,
                "--hidden",
                4,
                "--cell",
                "rnn",
                "--layers",
                1,
                "--seq",
                5,
                "--batch",
                2);
        Files.delete(plain.resolve("metrics.jsonl"));
        Program.Result result = Program.here("gradients", plain, text, "--seq", 1, "--batch", 1, "--jacobians", 0);

        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out()).contains("layer 1 h", "1 sequence\n").doesNotContain("gates", "Jacobian", "training");
    }

    @Test
    void looksIntoEveryStackThatReadsForward() {
        Path wired = folder.resolve("wired");
        Program.Result trained = Program.here(Stream.concat(
                        Stream.of("train", "lm", text, "--out", wired, "--steps", 2, "--hidden", 4, "--layers", 3),
                        Stream.of("--seq", 5, "--batch", 2, "--cell", "rnn-preact", "--skip", "--residual"))
                .toArray());
        assertThat(trained.code()).as(trained.err()).isZero();
        Program.Result result = Program.here("gradients", wired, text, "--seq", 6, "--batch", 2, "--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(objects(Json.parse(result.out(), "the output"), "gradients"))
                .extracting(g -> g.getInt("layer") + g.getString("state"))
                .containsExactly("1h", "2h", "3h");
    }

    @Test
    void theLauncherBringsWhatItTakes() throws Exception {
        Path root = Path.of("").toAbsolutePath().getParent();
        Assumptions.assumeTrue(
                Files.exists(root.resolve("target/unroll/built")), "skipped: ./unroll has not been built");
        Path picture = folder.resolve("launched.png");
        Process process = new ProcessBuilder(
                        root.resolve("unroll").toString(),
                        "gradients",
                        model.toString(),
                        text.toString(),
                        "--out",
                        picture.toString())
                .redirectError(folder.resolve("err").toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("err")))
                .isZero();
        assertThat(out).contains("spectral radius");
        assertThat(picture).isRegularFile();
    }

    @Test
    void refusesWhatCannotBeMeant() {
        fails(Main.USAGE, "--seq and --batch must be at least 1", model, text, "--seq", 0);
        fails(Main.USAGE, "at least 0", model, text, "--jacobians", -1);
        fails(Main.USAGE, "give its PATH", model);
        fails(Main.FAILED, "need 2001", model, text, "--seq", 1000);
        fails(Main.FAILED, "there is no model folder", folder.resolve("nowhere"), text);
        fails(Main.FAILED, "nowhere", model, text, "--out", folder.resolve("nowhere/picture.png"));
        fails(Main.FAILED, "lacks 'p'", model, Program.text());
    }

    private static void fails(int code, String message, Object... words) {
        Object[] all = Stream.concat(Stream.of("gradients"), Stream.of(words)).toArray();
        Program.Result result = Program.here(all);
        assertThat(result.code()).as(result.err()).isEqualTo(code);
        assertThat(result.err()).contains("unroll: ", message).doesNotContain("Exception");
        assertThat(result.out()).isEmpty();
    }
}
