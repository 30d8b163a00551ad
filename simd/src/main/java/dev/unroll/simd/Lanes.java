package dev.unroll.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** Vectors of the width the machine prefers, in short. */
final class Lanes {
    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int COUNT = SPECIES.length();

    private Lanes() {}

    static FloatVector broadcast(float x) {
        return FloatVector.broadcast(SPECIES, x);
    }

    static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(SPECIES, a, at);
    }

    static void store(FloatVector x, float[] a, int at) {
        x.intoArray(a, at);
    }

    /** The first {@code count} lanes. */
    static VectorMask<Float> first(int count) {
        return SPECIES.indexInRange(0, count);
    }

    static FloatVector load(float[] a, int at, VectorMask<Float> mask) {
        return FloatVector.fromArray(SPECIES, a, at, mask);
    }

    static void store(FloatVector x, float[] a, int at, VectorMask<Float> mask) {
        x.intoArray(a, at, mask);
    }
}
