package dev.unroll.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The native product against sums in double, and what native code could break: memory, threads, reproducibility. */
class SgemmTest {
    private static final int[] SIZES = {1, 3, 7, 8, 15, 16, 17, 31, 33, 64, 130};

    private static Sgemm sgemm;

    @BeforeAll
    static void open() {
        sgemm = OneDnn.sgemm();
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, 0", "true, false, 0", "false, true, 0", "true, true, 0",
        "false, false, 1", "true, false, 1", "false, true, 1", "true, true, 1"
    })
    void equalsTheSumsAtEverySize(boolean transA, boolean transB, float beta) {
        for (int m : SIZES) {
            for (int n : SIZES) {
                for (int k : SIZES) {
                    // Gaps and offsets take their turns, with cycles that share no factor with the sizes' eleven.
                    GemmCase product = new GemmCase(transA, transB, m, n, k, (m + n + k) % 4, (m + k) % 5, beta);
                    product.check(product.run(sgemm::run));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 13})
    void theSameBitsWhereverTheArraysLie(int offset) {
        float[] expected = new GemmCase(false, true, 50, 130, 300, 0, 0, 0).run(sgemm::run);
        float[] actual = new GemmCase(false, true, 50, 130, 300, 0, offset, 0).run(sgemm::run);
        assertThat(actual).endsWith(expected);
    }

    @Test
    void theSameBitsFromManyThreadsAtOnce() throws Exception {
        GemmCase product = new GemmCase(true, false, 64, 200, 500, 0, 0, 0);
        float[] expected = product.run(sgemm::run);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            Callable<float[]> task = () -> product.run(sgemm::run);
            for (Future<float[]> result : threads.invokeAll(Collections.nCopies(40, task))) {
                assertThat(result.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void staysOnTheCallingThread() throws Exception {
        Path tasks = Path.of("/proc/self/task");
        assumeTrue(Files.isDirectory(tasks), "skipped: only Linux lists a process's threads");
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "skipped: one processor");
        // OpenMP's threads would inherit the name of the thread that started them.
        Callable<Long> caller = () -> {
            Thread.currentThread().setName("gemm-caller");
            new GemmCase(false, false, 500, 500, 500, 0, 0, 0).run(sgemm::run);
            try (Stream<Path> threads = Files.list(tasks)) {
                return threads.filter(SgemmTest::isCaller).count();
            }
        };
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            assertThat(thread.submit(caller).get()).isEqualTo(1);
        }
    }

    private static boolean isCaller(Path task) {
        try {
            return Files.readString(task.resolve("comm")).startsWith("gemm-caller");
        } catch (IOException e) {
            return false; // a thread that ended meanwhile
        }
    }

    @Test
    void refusesAMatrixThatLeavesItsArray() {
        float[] small = new float[64 * 64 - 1];
        float[] whole = new float[64 * 64];
        for (List<float[]> abc :
                List.of(List.of(small, whole, whole), List.of(whole, small, whole), List.of(whole, whole, small))) {
            assertThatThrownBy(() -> sgemm.run(
                            false, false, 64, 64, 64, abc.get(0), 0, 64, abc.get(1), 0, 64, 0, abc.get(2), 0, 64))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void refusesRowsThatOverlap() {
        float[] x = new float[64 * 64];
        assertThatThrownBy(() -> sgemm.run(false, false, 8, 8, 8, x, 0, 7, x, 0, 8, 0, x, 0, 8))
                .hasMessage("rows of 8 floats cannot lie 7 floats apart");
    }
}
