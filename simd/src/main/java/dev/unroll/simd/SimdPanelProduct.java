package dev.unroll.simd;

import dev.unroll.kernel.PanelProduct;
import org.jspecify.annotations.Nullable;

/** Splits rows evenly over generated blocks, which it makes when first needed. */
final class SimdPanelProduct implements PanelProduct {
    private final int lda;

    /** By number of rows, doubled, plus one to accumulate. A race makes a block twice, which does no harm: blocks have no state. */
    private final @Nullable RowBlock[] blocks = new @Nullable RowBlock[2 * RowBlocks.MOST_ROWS + 2];

    SimdPanelProduct(int lda) {
        this.lda = lda;
    }

    @Override
    public void run(
            int rows,
            int kc,
            float[] a,
            int ao,
            float[] panel,
            int po,
            float[] c,
            int co,
            int ldc,
            boolean accumulate) {
        int parts = (rows + RowBlocks.MOST_ROWS - 1) / RowBlocks.MOST_ROWS;
        if (accumulate) {
            for (int part = 0, row = 0; part < parts; part++) {
                int n = (rows - row + parts - part - 1) / (parts - part);
                block(n, true).run(kc, a, ao + row * lda, panel, po, c, co + row * ldc, ldc);
                row += n;
            }
            return;
        }
        // Blocks of one size may overlap by a row: it costs less to compute that row twice than to have the JIT compile
        // a
        // kernel of one row less.
        int n = (rows + parts - 1) / parts;
        RowBlock block = block(n, false);
        for (int part = 0; part < parts; part++) {
            int row = Math.min(part * n, rows - n);
            block.run(kc, a, ao + row * lda, panel, po, c, co + row * ldc, ldc);
        }
    }

    private RowBlock block(int rows, boolean accumulate) {
        int index = 2 * rows + (accumulate ? 1 : 0);
        RowBlock block = blocks[index];
        if (block == null) {
            block = RowBlocks.generate(rows, lda, accumulate);
            blocks[index] = block;
        }
        return block;
    }
}
