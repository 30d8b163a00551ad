package dev.unroll.simd;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/**
 * Generates the inner loops of matrix products: for each k two vectors of a panel, and for each row one broadcast element
 * of A and two multiply-adds into sums that live in registers. The loop over k is not unrolled: that spills.
 */
final class RowBlocks {
    /** Two vectors. */
    static final int PANEL = 2 * Lanes.COUNT;

    /**
     * Two sums a row, two panel vectors and one broadcast have to fit the registers: 13 rows into the 32 of AVX-512 and
     * ARM (a little room is left, since 14 spilled), 6 into the 16 of AVX2.
     */
    static final int MOST_ROWS =
            Lanes.COUNT == 16 || System.getProperty("os.arch").equals("aarch64") ? 13 : 6;

    private static final MethodTypeDesc RUN = MethodTypeDesc.of(
            CD_void, CD_int, Generated.FLOATS, CD_int, Generated.FLOATS, CD_int, Generated.FLOATS, CD_int, CD_int);
    private static final int KC = 1, A = 2, AO = 3, PANEL_ARRAY = 4, PO = 5, C = 6, CO = 7, LDC = 8;

    private final CodeBuilder code;
    private final int[][] sums;

    private RowBlocks(CodeBuilder code, int rows) {
        this.code = code;
        sums = new int[rows][2];
    }

    /**
     * A's element (i, k) is {@code a[ao + i * lda + k]}. Adding to C and overwriting it are two classes rather than two
     * branches, so that the JIT compiles what is used: the first training step waits for it.
     */
    static RowBlock generate(int rows, int lda, boolean accumulate) {
        ClassDesc self = ClassDesc.of("dev.unroll.simd", "Kernel_" + (accumulate ? "add_" : "set_") + rows + "x" + lda);
        return Generated.instance(
                self,
                RowBlock.class,
                builder -> builder.withInterfaceSymbols(Generated.describe(RowBlock.class))
                        .withMethodBody(
                                INIT_NAME,
                                MTD_void,
                                0,
                                code -> code.aload(0)
                                        .invokespecial(CD_Object, INIT_NAME, MTD_void)
                                        .return_())
                        .withMethodBody(
                                "run",
                                RUN,
                                ClassFile.ACC_PUBLIC,
                                code -> new RowBlocks(code, rows).write(lda, accumulate)));
    }

    private void write(int lda, boolean accumulate) {
        for (int[] row : sums) {
            for (int v = 0; v < 2; v++) {
                row[v] = code.allocateLocal(TypeKind.REFERENCE);
                code.fconst_0();
                Generated.broadcast(code);
                code.astore(row[v]);
            }
        }
        multiply(lda);
        storeSums(accumulate);
        code.return_();
    }

    private void multiply(int lda) {
        int k = code.allocateLocal(TypeKind.INT), x = code.allocateLocal(TypeKind.REFERENCE);
        int[] weights = {code.allocateLocal(TypeKind.REFERENCE), code.allocateLocal(TypeKind.REFERENCE)};
        Label next = code.newLabel(), end = code.newLabel();
        code.iconst_0().istore(k);
        code.labelBinding(next).iload(k).iload(KC).if_icmpge(end);
        for (int v = 0; v < 2; v++) {
            Generated.species(code)
                    .aload(PANEL_ARRAY)
                    .iload(PO)
                    .loadConstant(v * Lanes.COUNT)
                    .iadd();
            Generated.load(code);
            code.astore(weights[v]);
        }
        for (int i = 0; i < sums.length; i++) {
            code.aload(A).iload(AO).loadConstant(i * lda).iadd().faload();
            Generated.broadcast(code);
            code.astore(x);
            for (int v = 0; v < 2; v++) {
                Op.FMA.write(code, 0, x, weights[v], sums[i][v]);
                code.astore(sums[i][v]);
            }
        }
        code.iinc(PO, PANEL).iinc(AO, 1).iinc(k, 1).goto_(next).labelBinding(end);
    }

    private void storeSums(boolean accumulate) {
        int before = code.allocateLocal(TypeKind.REFERENCE);
        for (int[] row : sums) {
            for (int v = 0; v < 2; v++) {
                if (accumulate) {
                    Generated.species(code);
                    cell(v);
                    Generated.load(code);
                    code.astore(before);
                    Op.ADD.write(code, 0, row[v], before);
                } else {
                    code.aload(row[v]);
                }
                cell(v);
                Generated.store(code);
            }
            code.iload(CO).iload(LDC).iadd().istore(CO);
        }
    }

    private void cell(int v) {
        code.aload(C).iload(CO).loadConstant(v * Lanes.COUNT).iadd();
    }
}
