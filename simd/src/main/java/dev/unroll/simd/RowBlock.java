package dev.unroll.simd;

/** One block of rows times one panel, the number of rows, the distance between A's rows and whether C is added to being constants of the generated class. */
interface RowBlock {
    void run(int kc, float[] a, int ao, float[] panel, int po, float[] c, int co, int ldc);
}
