package dev.unroll.simd;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static java.lang.constant.ConstantDescs.MTD_void;

import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/** Makes a class of a program: one method for each shape of loop, see {@link GeneratedProgram}. */
final class ProgramCompiler {
    /**
     * Vector operations of a loop body up to which two vectors go side by side. More than about this much, and the JIT
     * runs out of registers or gives up inlining.
     */
    private static final int TWO_VECTORS_UP_TO = 60;

    private static final MethodTypeDesc LOOP = MethodTypeDesc.of(
            CD_void,
            Generated.FLOATS.arrayType(),
            Generated.INTS,
            Generated.INTS,
            Generated.FLOATS,
            CD_int,
            CD_int,
            CD_int);

    private ProgramCompiler() {}

    static Pointwise compile(Program program) {
        Lowering lowering = new Lowering(program);
        int vectors = lowering.work() <= TWO_VECTORS_UP_TO ? 2 : 1;
        ClassDesc self = ClassDesc.of("dev.unroll.simd", "Kernel_" + program.name());
        ClassDesc parent = Generated.describe(GeneratedProgram.class);
        return Generated.instance(
                self,
                GeneratedProgram.class,
                builder -> builder.withSuperclass(parent)
                        .withMethodBody(
                                INIT_NAME,
                                MTD_void,
                                0,
                                code -> code.aload(0)
                                        .loadConstant(vectors * Lanes.COUNT)
                                        .invokespecial(parent, INIT_NAME, MethodTypeDesc.of(CD_void, CD_int))
                                        .return_())
                        .withMethodBody(
                                "block", LOOP, 0, code -> loop(code, program, lowering, LoopShape.BLOCK, vectors))
                        .withMethodBody("flat", LOOP, 0, code -> loop(code, program, lowering, LoopShape.FLAT, vectors))
                        .withMethodBody("tail", LOOP, 0, code -> loop(code, program, lowering, LoopShape.TAIL, 1)));
    }

    private static void loop(CodeBuilder code, Program program, Lowering lowering, LoopShape shape, int vectors) {
        new LoopWriter(code, program, lowering, shape, vectors).write();
    }
}
