package dev.unroll.kernel;

/**
 * The verbs over raw float arrays that everything numeric stands on. Row-major; {@code xo} is an offset, {@code ldx} the
 * floats from row to row. An implementation is stateless, knows no threads, no tensor and no gradient: callers split
 * work, by blocks that depend on shapes only. {@link ScalarKernels} is the definition; the others are its fast twins and
 * pass the same contract test.
 */
public interface Kernels {
    /** A short name for reports, for example {@code scalar}, {@code simd 512 bit}, {@code onednn + simd 512 bit}. */
    String name();

    /**
     * Columns of a packed panel, and the unit to which recurrent widths are padded: two vectors of the machine.
     */
    int panelWidth();

    /** Compiles a program. Costs milliseconds; callers keep the result. */
    Pointwise compile(Program program);

    /**
     * C[m × n] = op(A)[m × k] · op(B)[k × n] + beta · C.
     *
     * @param transA whether A is stored as [k × m]
     * @param transB whether B is stored as [n × k]
     * @param beta 0 (C is overwritten and not read) or 1
     */
    void gemm(
            boolean transA,
            boolean transB,
            int m,
            int n,
            int k,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float beta,
            float[] c,
            int co,
            int ldc);

    /** The panel product for rows that lie {@code lda} floats apart. Costs milliseconds the first time; callers keep it. */
    PanelProduct panelProduct(int lda);

    /**
     * Packs columns of a matrix into one panel: row p of the panel gets B[p][0..cols), then zeros up to the panel width.
     *
     * <p>Products with a panel that starts on a cache line are a fifth faster. On G1 that is element 12 (or 12 plus a
     * multiple of 16) of a float array of at least half a heap region: the header takes 16 bytes.
     *
     * @param transposed whether B is stored as [cols × k], so that B[p][q] is {@code b[bo + q * ldb + p]}
     * @param panel gets {@code k * panelWidth()} floats at {@code po}
     */
    void pack(float[] b, int bo, int ldb, boolean transposed, int k, int cols, float[] panel, int po);

    /** Σ a² over {@code a[from..to)}, in double. */
    double sumSquares(float[] a, int from, int to);

    /** out[oo + r · ldo] = the mean of the {@code cols} numbers of row r; it does not depend on other rows. */
    void rowMeans(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo);

    /** out[oo + r · ldo] = the mean of the squared distances of the {@code cols} numbers of row r from their mean. */
    void rowVariances(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo, int ldo);

    /** out[c] += Σ over rows of a[r][c], for {@code cols} columns. */
    void addColumnSums(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo);

    /** y[yo + i] += alpha · x[xo + i], for n elements. */
    void axpy(int n, float alpha, float[] x, int xo, float[] y, int yo);

    /**
     * Softmax cross-entropy of some rows, fused with its gradient: z ← scale · (softmax(z) − onehot(target)).
     *
     * @param z logits [rows × classes], overwritten by the gradient
     * @param targets class of row r at {@code targets[to + r]}; a negative class is ignored: no loss, zero gradient
     * @return the sum of −log softmax(z)[target] over the rows that count, in nats
     */
    double softmaxCrossEntropy(float[] z, int zo, int ldz, int rows, int classes, int[] targets, int to, float scale);
}
