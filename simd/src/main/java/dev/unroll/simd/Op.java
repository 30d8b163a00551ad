package dev.unroll.simd;

import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.jspecify.annotations.Nullable;

/**
 * The vector instructions of generated code: each is one call of a Vector API method, which the JIT inlines whatever the
 * size of the caller (our own helper methods it would not, past its node budget, and box every vector).
 *
 * <p>Each gives the same bits interpreted and compiled. That rules out {@code reduceLanes(ADD)}, whose order is not
 * specified, and {@code VectorOperators.EXP} and its kind, which change library with the compiler.
 */
@SuppressWarnings("ImmutableEnumChecker") // class descriptions are immutable, which the JDK does not say in annotations
enum Op {
    ADD("add", Type.FLOATS, Type.FLOATS, Type.VECTOR),
    SUB("sub", Type.FLOATS, Type.FLOATS, Type.VECTOR),
    MUL("mul", Type.FLOATS, Type.FLOATS, Type.VECTOR),
    DIV("div", Type.FLOATS, Type.FLOATS, Type.VECTOR),
    FMA("fma", Type.FLOATS, Type.FLOATS, Type.VECTOR, Type.VECTOR),
    NEG("neg", Type.FLOATS, Type.FLOATS),
    ABS("abs", Type.FLOATS, Type.FLOATS),
    SQRT("sqrt", Type.FLOATS, Type.FLOATS),
    MIN("min", Type.FLOATS, Type.FLOATS, Type.VECTOR),
    MAX("max", Type.FLOATS, Type.FLOATS, Type.VECTOR),
    /** Comparisons give masks, false where an operand is NaN. */
    LESS("compare", "LT", Type.FLOATS, Type.MASK, Type.COMPARISON, Type.VECTOR),
    LESS_OR_EQUAL("compare", "LE", Type.FLOATS, Type.MASK, Type.COMPARISON, Type.VECTOR),
    GREATER("compare", "GT", Type.FLOATS, Type.MASK, Type.COMPARISON, Type.VECTOR),
    EQUAL("compare", "EQ", Type.FLOATS, Type.MASK, Type.COMPARISON, Type.VECTOR),
    /** The first operand, or the second where the mask, the third, is set. */
    BLEND("blend", Type.FLOATS, Type.FLOATS, Type.VECTOR, Type.MASK),
    /** Between a float and its bits; the instructions below work on bits. */
    BITS("reinterpretAsInts", Type.FLOATS, Type.INTS),
    FLOAT_OF_BITS("reinterpretAsFloats", Type.INTS, Type.FLOATS),
    SHIFT_LEFT("lanewise", "LSHL", Type.INTS, Type.INTS, Type.BINARY, CD_int),
    SHIFT_RIGHT("lanewise", "ASHR", Type.INTS, Type.INTS, Type.BINARY, CD_int),
    SUBTRACT_INT("sub", Type.INTS, Type.INTS, CD_int),
    SUBTRACT_INTS("sub", Type.INTS, Type.INTS, Type.VECTOR),
    AND_INT("and", Type.INTS, Type.INTS, CD_int),
    /** Whole numbers as floats. */
    TO_FLOAT("convert", "I2F", Type.INTS, Type.VECTOR, Type.CONVERSION, CD_int);

    private static final class Type {
        static final ClassDesc OPERATORS = ClassDesc.of("jdk.incubator.vector.VectorOperators");
        static final ClassDesc FLOATS = ClassDesc.of("jdk.incubator.vector.FloatVector");
        static final ClassDesc INTS = ClassDesc.of("jdk.incubator.vector.IntVector");
        static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.Vector");
        static final ClassDesc MASK = ClassDesc.of("jdk.incubator.vector.VectorMask");
        static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
        static final ClassDesc BINARY = OPERATORS.nested("Binary");
        static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
    }

    private final String method;
    /** A constant of VectorOperators that goes between the first operand and the others. */
    private final @Nullable String operator;

    private final ClassDesc owner;
    private final MethodTypeDesc type;

    Op(String method, ClassDesc owner, ClassDesc result, ClassDesc... parameters) {
        this(method, null, owner, result, parameters);
    }

    Op(String method, @Nullable String operator, ClassDesc owner, ClassDesc result, ClassDesc... parameters) {
        this.method = method;
        this.operator = operator;
        this.owner = owner;
        this.type = MethodTypeDesc.of(result, parameters);
    }

    private boolean takesNumber() {
        return type.parameterCount() > 0
                && type.parameterType(type.parameterCount() - 1).equals(CD_int);
    }

    /**
     * Leaves the result on the stack.
     *
     * @param number the last argument of an instruction that takes a plain int
     * @param operands local variables
     */
    void write(CodeBuilder code, int number, int... operands) {
        code.aload(operands[0]);
        if (operator != null) {
            code.getstatic(Type.OPERATORS, operator, type.parameterType(0));
        }
        for (int k = 1; k < operands.length; k++) {
            code.aload(operands[k]);
        }
        if (takesNumber()) {
            code.loadConstant(number);
        }
        code.invokevirtual(owner, method, type);
        if (this == TO_FLOAT) {
            code.checkcast(Type.FLOATS);
        }
    }
}
