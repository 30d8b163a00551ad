package dev.unroll.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The kernels chosen for this process, the threads that run them, and the programs compiled so far. Made once at start
 * and handed down; nothing looks one up from a static.
 */
public final class Engine implements AutoCloseable {
    /** What a sliver of a verb takes at most once it is compiled. */
    private static final long SLIVER_NANOS = 3_000;

    private static final long SOFTMAX_NANOS = 4;

    /**
     * Rows from which on a product may be made in another way, whose sums are rounded otherwise. What is cut into pieces and must keep
     * its bits has no piece with fewer, unless the whole has.
     */
    public static final int TALL = 1024;

    /** Floats of the largest matrix that is turned over. */
    private static final long TURNED = 1 << 22;

    /** Columns turned over at a time, a cache line, and rows: their lines may all want one set of the first-level cache. */
    private static final int TILE = 16;

    private static final int WAYS = 8;

    private final Kernels kernels;
    private final Team team;
    private final Object turning = new Object();
    private float[] turned = {};
    private final List<Choice> choices;
    private final Map<Program, Pointwise> programs = new ConcurrentHashMap<>();
    private final Map<Integer, PanelProduct> products = new ConcurrentHashMap<>();

    /** What one provider answered, for {@code unroll doctor}. */
    public record Choice(String provider, KernelProvider.Answer answer) {}

    private Engine(Kernels kernels, int threads, List<Choice> choices) {
        this.kernels = kernels;
        this.team = new Team(threads);
        this.choices = List.copyOf(choices);
    }

    /** The fastest kernels that this JVM can run: each provider wraps the slower ones below it, or says why it cannot. */
    public static Engine start(int threads) {
        List<KernelProvider> providers = new ArrayList<>();
        ServiceLoader.load(KernelProvider.class).forEach(providers::add);
        providers.sort(Comparator.comparingInt(KernelProvider::order));
        Kernels best = new ScalarKernels();
        List<Choice> choices = new ArrayList<>();
        for (KernelProvider provider : providers) {
            KernelProvider.Answer answer = provider.provide(best);
            choices.add(new Choice(provider.name(), answer));
            if (answer instanceof KernelProvider.Answer.Ready ready) {
                best = ready.kernels();
            }
        }
        return new Engine(best, threads, choices);
    }

    /** An engine over given kernels, for tests and comparisons. */
    public static Engine of(Kernels kernels, int threads) {
        return new Engine(kernels, threads, List.of());
    }

    public Kernels kernels() {
        return kernels;
    }

    public Team team() {
        return team;
    }

    /** Every provider's answer, from the slowest to the fastest. */
    public List<Choice> choices() {
        return choices;
    }

    /**
     * The compiled program. Programs that differ in names only, as the gates of an LSTM do, are compiled once: the JIT
     * takes a tenth of a second for each.
     */
    public Pointwise compile(Program program) {
        return programs.computeIfAbsent(program.anonymous(), kernels::compile);
    }

    /** The panel product for rows {@code lda} floats apart; made once for each distance. */
    public PanelProduct panelProduct(int lda) {
        return products.computeIfAbsent(lda, kernels::panelProduct);
    }

    /**
     * {@link Kernels#gemm} on all threads. The cut into blocks depends on the sizes alone, so the result does not depend
     * on the number of threads. With many rows, a transposed B is turned over first: the product of what results is a third
     * faster than what oneDNN does with it as it lies.
     */
    public void gemm(
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
            int ldc) {
        if (transB && m >= TALL && (long) n * k <= TURNED) {
            synchronized (turning) {
                turn(b, bo, ldb, n, k);
                gemm(transA, false, m, n, k, a, ao, lda, turned, 0, n, beta, c, co, ldc);
            }
            return;
        }
        int blocks = blocks(2.0 * m * n * k);
        boolean byRows = m >= n;
        int length = byRows ? m : n;
        int unit = kernels.panelWidth();
        blocks = Math.max(1, Math.min(blocks, length / unit));
        int parts = blocks;
        team.forEach(parts, i -> {
            int from = cut(length, unit, i, parts);
            int to = cut(length, unit, i + 1, parts);
            if (byRows) {
                int a0 = ao + (transA ? from : from * lda);
                kernels.gemm(transA, transB, to - from, n, k, a, a0, lda, b, bo, ldb, beta, c, co + from * ldc, ldc);
            } else {
                int b0 = bo + (transB ? from * ldb : from);
                kernels.gemm(transA, transB, m, to - from, k, a, ao, lda, b, b0, ldb, beta, c, co + from, ldc);
            }
        });
    }

    /** The transpose of B[n × k]. */
    private void turn(float[] b, int bo, int ldb, int n, int k) {
        if (turned.length < n * k) {
            turned = new float[n * k];
        }
        float[] to = turned;
        int tiles = (k + TILE - 1) / TILE;
        team.forEach(tiles, tile -> {
            int until = Math.min(k, (tile + 1) * TILE);
            for (int row = 0; row < n; row += WAYS) {
                int last = Math.min(n, row + WAYS);
                for (int i = tile * TILE; i < until; i++) {
                    for (int j = row; j < last; j++) {
                        to[i * n + j] = b[bo + j * ldb + i];
                    }
                }
            }
        });
    }

    /** out[c] += Σ over rows of a[r][c], on all threads, split by columns. */
    public void addColumnSums(float[] a, int ao, int lda, int rows, int cols, float[] out, int oo) {
        int unit = kernels.panelWidth();
        int parts = Math.max(1, Math.min(blocks((double) rows * cols * 8), cols / unit));
        team.forEach(parts, i -> {
            int from = cut(cols, unit, i, parts);
            int to = cut(cols, unit, i + 1, parts);
            kernels.addColumnSums(a, ao + from, lda, rows, to - from, out, oo + from);
        });
    }

    /**
     * How many blocks are worth their overhead for so many floating-point operations. Few: every block packs its operands
     * anew, and a gradient of 1024 × 2048 over 2500 rows is a third slower in sixteen blocks than in two.
     */
    private static int blocks(double operations) {
        return operations < 4e6 ? 1 : operations < 1.6e10 ? 2 : operations < 6.4e10 ? 4 : 16;
    }

    /**
     * Adds the verbs of a training step that are no products to a rehearsal.
     *
     * @param classes of the softmax
     */
    public void rehearse(int classes, Rehearsal rehearsal) {
        int w = kernels.panelWidth();
        float[] a = new float[4 * w * w];
        float[] b = new float[4 * w * w];
        rehearsal.add(SLIVER_NANOS, () -> kernels.pack(a, 0, w, false, 2, w, b, 0));
        rehearsal.add(SLIVER_NANOS, () -> kernels.pack(a, 0, 8, true, 8, w, b, 0));
        rehearsal.add(SLIVER_NANOS, () -> kernels.axpy(2 * w, 1, a, 0, b, 0));
        rehearsal.add(SLIVER_NANOS, () -> kernels.addColumnSums(a, 0, 3 * w + 1, 2, 3 * w + 1, b, 0));
        float[] z = new float[classes];
        int[] target = {0};
        long softmax = SLIVER_NANOS + classes * SOFTMAX_NANOS;
        rehearsal.add(softmax, () -> kernels.softmaxCrossEntropy(z, 0, classes, 1, classes, target, 0, 1));
    }

    /** Start of part i of [0, length): a multiple of {@code unit}, except the end. */
    public static int cut(int length, int unit, int i, int parts) {
        return i == parts ? length : (int) ((long) length * i / parts / unit * unit);
    }

    @Override
    public void close() {
        team.close();
    }
}
