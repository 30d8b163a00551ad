package dev.unroll.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** oneDNN's row-major {@code dnnl_sgemm} on heap arrays, on the calling thread alone. */
final class Sgemm {
    private final MethodHandle sgemm;
    private final MethodHandle setThreads;

    private Sgemm(MethodHandle sgemm, MethodHandle setThreads) {
        this.sgemm = sgemm;
        this.setThreads = setThreads;
    }

    /**
     * Opens the library; it stays open until the process ends.
     *
     * @throws IllegalArgumentException if the system's loader refuses a file
     */
    static Sgemm open(NativeLibrary library, Path folder) {
        Linker linker = Linker.nativeLinker();
        SymbolLookup openMp = SymbolLookup.libraryLookup(folder.resolve(library.openMp()), Arena.global());
        SymbolLookup dnnl = SymbolLookup.libraryLookup(folder.resolve(library.dnnl()), Arena.global());
        FunctionDescriptor product = FunctionDescriptor.of(
                JAVA_INT,
                JAVA_BYTE,
                JAVA_BYTE, // transposed A, transposed B
                JAVA_LONG,
                JAVA_LONG,
                JAVA_LONG, // m, n, k
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG, // alpha, A, lda
                ADDRESS,
                JAVA_LONG, // B, ldb
                JAVA_FLOAT,
                ADDRESS,
                JAVA_LONG); // beta, C, ldc
        return new Sgemm(
                // Critical: the arrays stay where they are and nothing is copied; the collector waits for the call.
                linker.downcallHandle(dnnl.findOrThrow("dnnl_sgemm"), product, Linker.Option.critical(true)),
                linker.downcallHandle(
                        openMp.findOrThrow("omp_set_num_threads"),
                        FunctionDescriptor.ofVoid(JAVA_INT),
                        Linker.Option.critical(false)));
    }

    /** C = op(A) · op(B) + beta · C, as {@link dev.unroll.kernel.Kernels#gemm} has it. */
    void run(
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
        MemorySegment aa = transA ? matrix(a, ao, lda, k, m) : matrix(a, ao, lda, m, k);
        MemorySegment bb = transB ? matrix(b, bo, ldb, n, k) : matrix(b, bo, ldb, k, n);
        MemorySegment cc = matrix(c, co, ldc, m, n);
        int status;
        try {
            // OpenMP counts threads per calling thread; without this each of ours would start a team of its own.
            setThreads.invokeExact(1);
            status = (int) sgemm.invokeExact(
                    transposition(transA),
                    transposition(transB),
                    (long) m,
                    (long) n,
                    (long) k,
                    1f,
                    aa,
                    (long) lda,
                    bb,
                    (long) ldb,
                    beta,
                    cc,
                    (long) ldc);
        } catch (Throwable e) {
            throw new IllegalStateException("dnnl_sgemm could not be called", e);
        }
        if (status != 0) {
            throw new IllegalArgumentException(
                    "dnnl_sgemm refused (status %d): m %d, n %d, k %d, lda %d, ldb %d, ldc %d"
                            .formatted(status, m, n, k, lda, ldb, ldc));
        }
    }

    private static byte transposition(boolean transposed) {
        return (byte) (transposed ? 'T' : 'N');
    }

    /**
     * The floats of a matrix and no others. Native code checks nothing, so this does.
     *
     * @throws IndexOutOfBoundsException if the matrix does not lie within the array
     */
    private static MemorySegment matrix(float[] x, int offset, int ld, int rows, int columns) {
        if (ld < columns) {
            throw new IllegalArgumentException("rows of " + columns + " floats cannot lie " + ld + " floats apart");
        }
        long length = (rows - 1L) * ld + columns;
        return MemorySegment.ofArray(x).asSlice(Float.BYTES * (long) offset, Float.BYTES * length);
    }
}
