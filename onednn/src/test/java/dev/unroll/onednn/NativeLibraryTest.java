package dev.unroll.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unpacking happens once, whole, and repairs what was damaged. */
class NativeLibraryTest {
    @TempDir
    Path cache;

    private NativeLibrary library;

    @BeforeEach
    void open() {
        OneDnn.sgemm(); // skips where there is nothing to unpack
        library = OneDnn.library();
    }

    @Test
    void unpacksOnce() throws IOException {
        Path file = library.unpack(cache).resolve(library.dnnl());
        FileTime old = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file, old);
        assertThat(library.unpack(cache).resolve(library.dnnl())).isEqualTo(file);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);
        assertThat(inCache()).containsExactly(file.getParent());
    }

    @Test
    void repairsATruncatedFile() throws IOException {
        Path file = library.unpack(cache).resolve(library.openMp());
        long size = Files.size(file);
        Files.write(file, new byte[10], StandardOpenOption.TRUNCATE_EXISTING);
        library.unpack(cache);
        assertThat(file).hasSize(size);
        assertThat(inCache()).containsExactly(file.getParent());
    }

    @Test
    void manyAtOnceAgree() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
            Callable<Path> task = () -> library.unpack(cache);
            for (Future<Path> folder : threads.invokeAll(Collections.nCopies(3, task))) {
                assertThat(folder.get().resolve(library.dnnl())).isNotEmptyFile();
            }
        }
        assertThat(inCache()).hasSize(1);
    }

    private List<Path> inCache() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.toList();
        }
    }
}
