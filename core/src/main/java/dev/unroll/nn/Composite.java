package dev.unroll.nn;

import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A module that is made of others. Their parameters are named by a prefix for each, such as {@code rnn.}. */
public interface Composite extends Module {
    /** The parts by the prefix of their names, always in the same order. */
    Map<String, Module> children();

    @Override
    default List<Tensor> parameters() {
        return children().values().stream()
                .flatMap(child -> child.parameters().stream())
                .toList();
    }

    @Override
    default Map<String, Tensor> buffers() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        children().forEach((prefix, child) -> child.buffers().forEach((name, t) -> named.put(prefix + name, t)));
        return named;
    }

    @Override
    default Map<String, Tensor> export(Function<Tensor, float[]> of) {
        Map<String, Tensor> named = new LinkedHashMap<>();
        children().forEach((prefix, child) -> child.export(of).forEach((name, t) -> named.put(prefix + name, t)));
        return named;
    }

    @Override
    default void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        children().forEach((prefix, child) -> {
            Map<String, Tensor> own = new LinkedHashMap<>();
            from.forEach((name, t) -> {
                if (name.startsWith(prefix)) {
                    own.put(name.substring(prefix.length()), t);
                }
            });
            child.restore(own, into);
        });
    }
}
