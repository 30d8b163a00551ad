package dev.unroll.simd;

import dev.unroll.kernel.Program;
import dev.unroll.simd.Lowering.Changes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.Arrays;
import java.util.List;

/** Writes the bytecode of one loop of a program. Parameters are those of {@link GeneratedProgram#block}. */
final class LoopWriter {
    private static final int ARRAYS = 1, OFFSETS = 2, STRIDES = 3, SCALARS = 4, ROWS = 5, COLUMN = 6, COLUMNS = 7;

    private final CodeBuilder code;
    private final Program program;
    private final Lowering lowering;
    private final LoopShape shape;
    private final int vectors;

    /** Local variables: of each array binding, of each step and vector, of the mask and the loop counter. */
    private final int[] array, at, stride;

    private final int[][] value;
    private final int mask, counter;

    LoopWriter(CodeBuilder code, Program program, Lowering lowering, LoopShape shape, int vectors) {
        this.code = code;
        this.program = program;
        this.lowering = lowering;
        this.shape = shape;
        this.vectors = vectors;
        int n = program.arrays();
        array = new int[n];
        at = new int[n];
        stride = new int[n];
        value = new int[lowering.steps.size()][vectors];
        mask = code.allocateLocal(TypeKind.REFERENCE);
        counter = code.allocateLocal(TypeKind.INT);
    }

    void write() {
        for (int k = 0; k < array.length; k++) {
            array[k] = code.allocateLocal(TypeKind.REFERENCE);
            at[k] = code.allocateLocal(TypeKind.INT);
            stride[k] = code.allocateLocal(TypeKind.INT);
            code.aload(ARRAYS).loadConstant(k).aaload().astore(array[k]);
            code.aload(OFFSETS).loadConstant(k).iaload().iload(COLUMN).iadd().istore(at[k]);
            code.aload(STRIDES).loadConstant(k).iaload().istore(stride[k]);
        }
        if (shape == LoopShape.TAIL) {
            Generated.mask(code, COLUMNS);
            code.astore(mask);
        }
        steps(false);
        Label next = code.newLabel(), end = code.newLabel();
        code.iconst_0().istore(counter);
        code.labelBinding(next).iload(counter);
        code.iload(shape == LoopShape.FLAT ? COLUMNS : ROWS).if_icmpge(end);
        steps(true);
        int firstOutput = array.length - lowering.results.size();
        for (int j = 0; j < lowering.results.size(); j++) {
            store(lowering.results.get(j), firstOutput + j);
        }
        advance();
        code.goto_(next).labelBinding(end).return_();
    }

    private void advance() {
        if (shape == LoopShape.FLAT) {
            code.iinc(counter, vectors * Lanes.COUNT);
            return;
        }
        code.iinc(counter, 1);
        for (int k = 0; k < array.length; k++) {
            code.iload(at[k]).iload(stride[k]).iadd().istore(at[k]);
        }
    }

    /** Writes the steps that belong inside the loop, or those that belong before it. */
    private void steps(boolean inside) {
        for (int k = 0; k < value.length; k++) {
            if (inLoop(k) == inside) {
                step(k);
            }
        }
    }

    private boolean inLoop(int k) {
        return switch (lowering.changes.get(k)) {
            case PER_CALL -> false;
            case PER_COLUMN -> shape == LoopShape.FLAT;
            case PER_ELEMENT -> true;
        };
    }

    private void step(int k) {
        int copies = lowering.changes.get(k) == Changes.PER_CALL ? 1 : vectors;
        for (int v = 0; v < copies; v++) {
            switch (lowering.steps.get(k)) {
                case Steps.Constant c -> {
                    code.loadConstant(c.value());
                    Generated.broadcast(code);
                }
                case Steps.Read read -> read(read.input(), v);
                case Steps.Apply apply -> op(apply.op(), apply.number(), apply.operands(), v);
            }
            keep(k, v);
        }
        if (copies < vectors) {
            Arrays.fill(value[k], value[k][0]);
        }
    }

    private void op(Op op, int number, List<Integer> operands, int v) {
        op.write(
                code,
                number,
                operands.stream().mapToInt(operand -> value[operand][v]).toArray());
    }

    private void keep(int k, int v) {
        value[k][v] = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(value[k][v]);
    }

    private void read(int input, int v) {
        int binding = program.binding(input);
        if (program.inputs().get(input).kind() == Program.Kind.SCALAR) {
            code.aload(SCALARS).loadConstant(binding).faload();
            Generated.broadcast(code);
            return;
        }
        if (program.inputs().get(input).kind() == Program.Kind.COLUMN) {
            code.aload(array[binding]).iload(at[binding]).iload(COLUMN).isub().faload();
            Generated.broadcast(code);
            return;
        }
        Generated.species(code);
        address(binding, v);
        if (shape == LoopShape.TAIL) {
            code.aload(mask);
            Generated.loadMasked(code);
        } else {
            Generated.load(code);
        }
    }

    private void store(int step, int binding) {
        for (int v = 0; v < vectors; v++) {
            code.aload(value[step][v]);
            address(binding, v);
            if (shape == LoopShape.TAIL) {
                code.aload(mask);
                Generated.storeMasked(code);
            } else {
                Generated.store(code);
            }
        }
    }

    private void address(int binding, int v) {
        code.aload(array[binding]).iload(at[binding]);
        if (shape == LoopShape.FLAT) {
            code.iload(counter).iadd();
        }
        code.loadConstant(v * Lanes.COUNT).iadd();
    }
}
