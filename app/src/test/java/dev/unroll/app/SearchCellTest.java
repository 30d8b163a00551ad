package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code search-cell}, as it is typed. */
class SearchCellTest {
    @TempDir
    static Path folder;

    private static Object[] search(Path out, int count, Object... more) throws Exception {
        Path text = folder.resolve("text.txt");
        Files.writeString(text, "hello, hello\n".repeat(60));
        return Stream.concat(
                        Stream.of(
                                "search-cell",
                                text,
                                "--out",
                                out,
                                "--candidates",
                                count,
                                "--steps",
                                5,
                                "--parameters",
                                600,
                                "--seq",
                                10,
                                "--batch",
                                4),
                        Stream.of(more))
                .toArray();
    }

    @Test
    void findsKeepsAndGoesOn() throws Exception {
        Path whole = folder.resolve("whole");
        Program.Result result = Program.here(search(whole, 5));
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.err()).contains("candidate 4", "best", "a minute", "left");
        assertThat(whole.resolve("best/01.cell")).content().startsWith("# loss ");

        Path cut = folder.resolve("cut");
        assertThat(Program.alone(folder, search(cut, 3)).code()).isZero();
        Files.writeString(cut.resolve("metrics.jsonl"), "{\"event\":\"cand", StandardOpenOption.APPEND);
        Program.Result resumed = Program.here(search(cut, 5, "--resume"));
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(Program.read(cut.resolve("metrics.jsonl"))).isEqualTo(Program.read(whole.resolve("metrics.jsonl")));
        assertThat(Program.here(search(cut, 6, "--resume", "--seed", 2)).err()).contains("other settings");
        assertThat(Program.here("cell", whole.resolve("best/01.cell")).err()).doesNotContain("unroll:");
    }

    @Test
    void refusesWhatCannotBeMeant() {
        for (Object[] words : new Object[][] {
            {"search-cell"},
            {"search-cell", "--task", "ading"},
            {"search-cell", "--task", "adding", "--candidates", 0},
            {"search-cell", "--task", "adding", "--start", "lstn"},
            {"search-cell", "--task", "adding", "--population", 0},
        }) {
            Program.Result result = Program.here(words);
            assertThat(result.code()).as(result.err()).isEqualTo(Main.USAGE);
            assertThat(result.err()).contains("unroll: ").doesNotContain("Exception");
        }
    }
}
