package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void replacesTheOldFileAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, "old");
        AtomicFiles.write(file, "new €");
        assertThat(file).hasContent("new €");
        assertThat(folder).isDirectoryContaining(p -> p.equals(file));
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void theOldFileStandsUntilTheNewOneIsWhole() {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, "old");
        AtomicFiles.write(file, out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasSize(1 << 20);
    }

    @Test
    void aFailedWriteLeavesTheOldFileAndNoLitter() throws IOException {
        Path file = folder.resolve("a.txt");
        AtomicFiles.write(file, "old");
        assertThatThrownBy(() -> AtomicFiles.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new FileSystemException(null, null, "No space left on device");
                }))
                .isInstanceOf(FileException.class)
                .hasMessage(
                        "cannot write " + file + ": the disk is full; free some space or name a place on another disk");
        assertThat(file).hasContent("old");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void aBugInTheBodyLeavesNoLitterEither() throws IOException {
        assertThatThrownBy(() -> AtomicFiles.write(folder.resolve("a.txt"), out -> {
                    throw new IllegalStateException("bug");
                }))
                .hasMessage("bug");
        assertThat(Files.list(folder)).isEmpty();
    }

    @Test
    void aMissingFolderAndAFileInItsPlaceAreNamed() throws IOException {
        Path file = folder.resolve("none/a.txt");
        assertThatThrownBy(() -> AtomicFiles.write(file, "x"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("cannot write " + file + ": there is no ");
        Files.writeString(folder.resolve("none"), "a file");
        assertThatThrownBy(() -> AtomicFiles.write(file, "x"))
                .isInstanceOf(FileException.class)
                .hasMessage(
                        "cannot write " + file + ": a part of the path is a file, not a folder; name another place");
    }

    @Test
    void aFolderInTheWayIsNotReplaced() throws IOException {
        Path file = folder.resolve("a.txt");
        Files.createDirectories(file.resolve("inside"));
        assertThatThrownBy(() -> AtomicFiles.write(file, "x"))
                .isInstanceOf(FileException.class)
                .hasMessage("cannot write " + file + ": it is a folder; name a file");
        assertThat(Files.list(folder)).containsExactly(file);
    }

    @Test
    void leftoversOfAKilledProcessAreFound() throws IOException {
        Files.writeString(folder.resolve(".a.txt.123-4.tmp"), "half");
        Files.writeString(folder.resolve("kept.tmp"), "someone's");
        AtomicFiles.deleteLeftovers(folder);
        assertThat(Files.list(folder)).containsExactly(folder.resolve("kept.tmp"));
    }
}
