package dev.unroll.tasks;

import dev.unroll.io.NamedArray;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Named tensors as files have them, and back; several sets share a file under prefixes. */
final class Weights {
    private Weights() {}

    static List<NamedArray> named(String prefix, Map<String, Tensor> tensors) {
        List<NamedArray> all = new ArrayList<>();
        tensors.forEach((name, t) -> all.add(new NamedArray(prefix + name, t.shape(), t.data())));
        return all;
    }

    /** Those whose names have the prefix, without it. */
    static Map<String, Tensor> tensors(String prefix, Map<String, NamedArray> arrays) {
        Map<String, Tensor> own = new LinkedHashMap<>();
        arrays.forEach((name, a) -> {
            if (name.startsWith(prefix)) {
                own.put(name.substring(prefix.length()), Tensor.of(a.data(), a.shape()));
            }
        });
        return own;
    }
}
