package dev.unroll.simd;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Consumer;

/** Defines hidden classes of this package, which the collector unloads with their last instance. */
final class Generated {
    static final ClassDesc FLOATS = CD_float.arrayType();
    static final ClassDesc INTS = CD_int.arrayType();

    private static final ClassDesc VECTOR = ClassDesc.of("jdk.incubator.vector.FloatVector");
    private static final ClassDesc SPECIES = ClassDesc.of("jdk.incubator.vector.VectorSpecies");
    private static final ClassDesc MASK = ClassDesc.of("jdk.incubator.vector.VectorMask");

    private Generated() {}

    static ClassDesc describe(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /** An instance of a new class, whose constructor takes nothing; {@code body} writes the whole class. */
    static <T> T instance(ClassDesc self, Class<T> type, Consumer<ClassBuilder> body) {
        byte[] bytes = ClassFile.of().build(self, body);
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            MethodType constructor = MethodType.methodType(void.class);
            return type.cast(
                    lookup.findConstructor(lookup.lookupClass(), constructor).invoke());
        } catch (Throwable e) {
            throw new IllegalStateException("the generated class " + self.displayName() + " does not link", e);
        }
    }

    /** Makes a vector of the float on the stack. */
    static void broadcast(CodeBuilder code) {
        int x = code.allocateLocal(TypeKind.FLOAT);
        code.fstore(x);
        species(code).fload(x).invokestatic(VECTOR, "broadcast", MethodTypeDesc.of(VECTOR, SPECIES, CD_float));
    }

    /** Makes a mask of as many lanes as the local variable says. */
    static void mask(CodeBuilder code, int count) {
        species(code).iconst_0().iload(count);
        code.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
    }

    static CodeBuilder species(CodeBuilder code) {
        return code.getstatic(VECTOR, "SPECIES_PREFERRED", SPECIES);
    }

    /** Loads; on the stack are the species, the array and the index. */
    static void load(CodeBuilder code) {
        code.invokestatic(VECTOR, "fromArray", MethodTypeDesc.of(VECTOR, SPECIES, FLOATS, CD_int));
    }

    /** The same with a mask on top. */
    static void loadMasked(CodeBuilder code) {
        code.invokestatic(VECTOR, "fromArray", MethodTypeDesc.of(VECTOR, SPECIES, FLOATS, CD_int, MASK));
    }

    /** Stores; on the stack are the vector, the array and the index. */
    static void store(CodeBuilder code) {
        code.invokevirtual(VECTOR, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
    }

    static void storeMasked(CodeBuilder code) {
        code.invokevirtual(VECTOR, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int, MASK));
    }
}
