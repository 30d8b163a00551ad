package dev.unroll.io;

import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named tensors as files have them, and back; several sets share a file under prefixes. */
public final class Weights {
    private Weights() {}

    public static List<NamedArray> named(String prefix, Map<String, Tensor> tensors) {
        List<NamedArray> all = new ArrayList<>();
        tensors.forEach((name, t) -> all.add(new NamedArray(prefix + name, t.shape(), t.data())));
        return all;
    }

    /** How many numbers a file says it holds. */
    public static long elements(SafeTensors weights) {
        long sum = 0;
        for (String name : weights.names()) {
            sum = Math.addExact(
                    sum, Arrays.stream(weights.shape(name)).asLongStream().reduce(1, Math::multiplyExact));
        }
        return sum;
    }

    /** Those whose names have the prefix, without it. */
    public static Map<String, Tensor> tensors(String prefix, Map<String, NamedArray> arrays) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        arrays.forEach((name, a) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), Tensor.of(a.data(), a.shape()));
            }
        });
        return own;
    }
}
