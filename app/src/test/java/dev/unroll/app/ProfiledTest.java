package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A profiler stops threads by signals, whose handlers write at the stack pointer. oneDNN 3.11 walked through the heap with it (its
 * issue 4845), and a sampled training ended in a damaged heap.
 */
class ProfiledTest {
    @Test
    void aTrainingSurvivesFlightRecorder(@TempDir Path folder) throws IOException, InterruptedException {
        Program.Result run = Program.start(
                        List.of(
                                "-XX:StartFlightRecording:filename=x.jfr,settings=profile,jdk.ExecutionSample#period=1ms"),
                        folder,
                        "train",
                        "lm",
                        Program.text(),
                        "--hidden",
                        128,
                        "--steps",
                        20,
                        "--out",
                        "run")
                .result();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(folder.resolve("x.jfr")).isNotEmptyFile();
    }
}
