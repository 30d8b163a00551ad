package dev.unroll.kernel;

/**
 * Random numbers as a function of (seed, stream, index), with no state: the same number comes whoever asks, in any order
 * and on any thread, and a resumed run needs to remember nothing. The mixing is SplitMix64's finaliser (Steele, Lea and
 * Flood 2014), applied to the key and again to the counter.
 */
public record CounterRandom(long seed, long stream) {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** The stream of a name, for example of a parameter. */
    public static CounterRandom named(long seed, String name) {
        long h = 0xCBF29CE484222325L; // FNV-1a, so that a name means the same on every JVM
        for (int i = 0; i < name.length(); i++) {
            h = (h ^ name.charAt(i)) * 0x100000001B3L;
        }
        return new CounterRandom(seed, h);
    }

    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** 64 random bits. */
    public long bits(long index) {
        return mix(mix(seed * GOLDEN + stream) + (index + 1) * GOLDEN);
    }

    /** Uniform in [0, 1), 24 bits, exact in a float. */
    public float uniform(long index) {
        return (bits(index) >>> 40) * 0x1p-24f;
    }

    /** Standard normal, by Box and Muller's transform. */
    public float normal(long index) {
        long z = bits(index);
        double u = ((z >>> 32) + 1) * 0x1p-32;
        double v = (z & 0xFFFFFFFFL) * 0x1p-32;
        return (float) (Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * v));
    }

    /** The numbers from 0 to before {@code count} in a random order (Fisher and Yates). */
    public int[] permutation(int count) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = (int) Math.unsignedMultiplyHigh(bits(i), i + 1L);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
