package dev.unroll.recurrence;

/** What the members of a team write down within a step and read no more after it: one for all passes of a layer that its team runs. */
final class Scratch {
    private final float[][] products;
    private final float[][] tokens;

    Scratch(int members) {
        products = new float[members][0];
        tokens = new float[members][0];
    }

    /** At least so many floats for the results of a stage's products; asked for by that member only. */
    float[] products(int member, int length) {
        return atLeast(products, member, length);
    }

    /** At least so many floats for the rows of weights that stand for products with tokens; likewise. */
    float[] tokens(int member, int length) {
        return atLeast(tokens, member, length);
    }

    private static float[] atLeast(float[][] scratch, int member, int length) {
        int needed = LayerMemory.ORIGIN + length;
        if (scratch[member].length < needed) {
            scratch[member] = new float[Math.max(LayerMemory.LARGE, needed)];
        }
        return scratch[member];
    }
}
