package dev.unroll.simd;

/** How a generated method walks over a block. */
enum LoopShape {
    /** A few whole vectors wide, over rows: what changes only with the column is computed once. */
    BLOCK,
    /** Along one row, in whole vectors. */
    FLAT,
    /** Part of one vector wide, over rows, under a mask. */
    TAIL
}
