package dev.unroll.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.Engine;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which products oneDNN gets. */
class OneDnnKernelsTest {
    private PlainKernels below;
    private OneDnnKernels kernels;

    @BeforeEach
    void open() {
        below = new PlainKernels();
        kernels = new OneDnnKernels(OneDnn.sgemm(), below);
    }

    @Test
    void largeProductsAreComputedHere() {
        GemmCase product = new GemmCase(false, false, 16, 16, 16, 0, 0, 1);
        product.check(product.run(kernels::gemm));
        assertThat(below.products).isZero();
    }

    @ParameterizedTest
    @CsvSource({"15, 16, 17", "1, 1, 1", "0, 5, 100", "500, 0, 500", "500, 500, 0"})
    void smallAndEmptyProductsGoBelow(int m, int n, int k) {
        new GemmCase(false, false, m, n, k, 0, 0, 1).run(kernels::gemm);
        assertThat(below.products).isOne();
    }

    /** What passes in pieces rely on: below {@link Engine#TALL} rows sums are rounded otherwise, above they are not. */
    @ParameterizedTest
    @CsvSource({"200, 800", "65, 128", "96, 2048"})
    void aTallProductMayBeCutIntoTallPieces(int n, int k) {
        int m = 2 * Engine.TALL + 100;
        float[] a = noise(m * k);
        float[] b = noise(n * k);
        float[] whole = new float[m * n];
        float[] pieces = new float[m * n];
        try (Engine engine = Engine.of(kernels, 2)) {
            engine.gemm(false, true, m, n, k, a, 0, k, b, 0, k, 0, whole, 0, n);
            for (int from : new int[] {0, Engine.TALL}) {
                int rows = from == 0 ? Engine.TALL : m - from;
                engine.gemm(false, true, rows, n, k, a, from * k, k, b, 0, k, 0, pieces, from * n, n);
            }
        }
        assertThat(pieces).isEqualTo(whole);
    }

    private static float[] noise(int n) {
        Random random = new Random(n);
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = random.nextFloat() - 0.5f;
        }
        return a;
    }

    @Test
    void theNameSaysWhatLiesBelow() {
        assertThat(kernels.name()).isEqualTo("onednn + plain");
    }
}
