package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;

/** Looks entries up in a map of named tensors, with messages that say what is wrong with which entry. */
final class Named {
    private Named() {}

    static float[] array(Map<String, Tensor> from, String name, int... shape) {
        Tensor t = from.get(name);
        if (t == null) {
            throw new IllegalArgumentException("the weights have no entry " + name + "; they have " + from.keySet());
        }
        if (!Arrays.equals(t.shape(), shape)) {
            throw new IllegalArgumentException("entry " + name + " of the weights is " + Arrays.toString(t.shape())
                    + ", the model needs " + Arrays.toString(shape));
        }
        return t.data();
    }

    static void copy(Map<String, Tensor> from, String name, int[] shape, float[] into) {
        System.arraycopy(array(from, name, shape), 0, into, 0, into.length);
    }
}
