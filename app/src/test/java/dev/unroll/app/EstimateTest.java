package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor --estimate} says against what Java gives: the training goes through with that, and not with much less. */
class EstimateTest {
    private static final List<Object> MODEL =
            List.of("lm", Program.text(), "--hidden", 256, "--seq", 40, "--batch", 40, "--val", 0.3);

    @TempDir
    private Path folder = Path.of("");

    /** With the flags of the launcher, by which the collector rounds and begins. */
    private Program.Result program(long megabytes, Object... words) throws Exception {
        String options = "@" + Path.of("launch/java.options").toAbsolutePath();
        return Program.start(List.of(options, "-Xmx" + megabytes + "m"), folder, words)
                .result();
    }

    private Program.Result train(long megabytes) throws Exception {
        List<Object> words = new ArrayList<>(List.of("train"));
        words.addAll(MODEL);
        words.addAll(List.of("--steps", 6, "--out", folder.resolve("run-" + megabytes)));
        return program(megabytes, words.toArray());
    }

    @Test
    void saysWhatATrainingNeeds() throws Exception {
        List<Object> words = new ArrayList<>(List.of("doctor", "--estimate"));
        words.addAll(MODEL);
        words.add("--json");
        Program.Result estimated = program(1000, words.toArray());
        assertThat(estimated.code()).as(estimated.err()).isZero();
        double need = Json.parse(estimated.outLines().getLast(), "stdout").getDouble("total") / (1 << 20);
        assertThat(need).isBetween(60.0, 300.0);

        Program.Result enough = train((long) Math.ceil(1.1 * need));
        assertThat(enough.code()).as(enough.err()).isZero();
        Program.Result tooLittle = train((long) (0.8 * need));
        assertThat(tooLittle.code()).as("needs less than %.0f MB", 0.8 * need).isEqualTo(Main.FAILED);
        assertThat(tooLittle.err()).contains(" MB are too few; allow more");
    }

    @Test
    void isTextForPeople() {
        List<Object> words = new ArrayList<>(List.of("doctor", "--estimate"));
        words.addAll(MODEL);
        Program.Result said = Program.here(words.toArray());
        assertThat(said.code()).as(said.err()).isZero();
        assertThat(said.out()).contains("checkpoint ", "needed ", " MB", "UNROLL_JAVA_OPTS=-Xmx");
        assertThat(Program.here("doctor", "--estimate", "lm", Program.text(), "--hidden", 0)
                        .code())
                .isEqualTo(Main.USAGE);
        assertThat(Program.here("doctor", "--help").out()).contains("--estimate");
    }
}
