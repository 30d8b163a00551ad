package dev.unroll.kernel;

/**
 * A product of some rows with one packed panel of weights, for one fixed distance between the rows of A (known when the
 * kernel is made, so that it can be a constant of generated code). Stateless.
 */
@FunctionalInterface
public interface PanelProduct {
    /**
     * C[rows × w] (+)= A[rows × kc] · panel[kc × w], where w is {@link Kernels#panelWidth()}.
     *
     * <p>Every element is summed over k in ascending order with fused multiply-adds, whatever {@code rows} is: a row's
     * result does not depend on the rows computed beside it. That is what makes results equal for any number of threads.
     *
     * @param a row i starts at {@code a[ao + i * lda]}, lda being the kernel's own
     * @param panel packed by {@link Kernels#pack}: row k of the panel starts at {@code panel[po + k * w]}
     * @param c row i starts at {@code c[co + i * ldc]}
     * @param accumulate whether C is added to rather than overwritten
     */
    void run(
            int rows, int kc, float[] a, int ao, float[] panel, int po, float[] c, int co, int ldc, boolean accumulate);
}
