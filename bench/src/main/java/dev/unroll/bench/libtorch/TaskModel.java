package dev.unroll.bench.libtorch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.Tensor;

/** The model of one of this project's tasks in libtorch, on the same made-up texts; parameters go by the names of our files. */
abstract class TaskModel {
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    /** Adds a module's parameters. */
    final <M extends Module> M with(String prefix, M module) {
        StringTensorDict named = module.named_parameters();
        for (long i = 0; i < named.size(); i++) {
            String name = named.get(i).key().getString();
            parameters.put(prefix + name, new Tensor(named.get(i).access()));
        }
        return module;
    }

    final Map<String, Tensor> parameters() {
        return parameters;
    }

    final Tensor parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** How many batches there are. */
    abstract int batches();

    /** The mean loss of one. */
    abstract Tensor loss(int batch);
}
