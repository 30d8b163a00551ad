package dev.unroll.onednn;

import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void theNameSaysWhatLiesBelow() {
        assertThat(kernels.name()).isEqualTo("onednn + plain");
    }
}
