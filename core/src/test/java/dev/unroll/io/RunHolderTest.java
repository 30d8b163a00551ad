package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who trains in a run's folder, and how they are asked to stop. */
class RunHolderTest {
    @TempDir
    Path folder;

    @Test
    void aRunIsHeldUntilItIsClosed() {
        Path run = folder.resolve("run");
        assertThat(RunFolder.isHeld(run)).isFalse();
        try (RunFolder _ = RunFolder.create(run, new JsonObject())) {
            assertThat(RunFolder.isHeld(run)).isTrue();
        }
        assertThat(RunFolder.isHeld(run)).isFalse();
    }

    @Test
    void aProcessThatWasKilledHoldsNothing() throws IOException {
        // Our own number, as a process of before this one had it.
        Files.writeString(folder.resolve(".process"), ProcessHandle.current().pid() + " 12345\n");
        assertThat(RunFolder.isHeld(folder)).isFalse();
        Files.writeString(folder.resolve(".process"), "what is this?");
        assertThat(RunFolder.isHeld(folder)).isFalse();
    }

    @Test
    void aRequestToStopIsForTheTrainingAtHandOnly() {
        Path run = folder.resolve("run");
        RunFolder.create(run, new JsonObject()).close();
        RunFolder.requestStop(run);
        try (RunFolder _ = RunFolder.resume(run)) {
            assertThat(RunFolder.isStopRequested(run)).isFalse();
            RunFolder.requestStop(run);
            assertThat(RunFolder.isStopRequested(run)).isTrue();
        }
        assertThat(RunFolder.isStopRequested(run)).isFalse();
    }
}
