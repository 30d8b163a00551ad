package dev.unroll.bench.libtorch;

import dev.unroll.bench.Workload;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Stacked recurrent layers that carry their state from step to step. */
final class Layers {
    private final Module module;
    private final Function<Tensor, List<Tensor>> forward;
    private final List<Tensor> states;
    private List<Tensor> finals = List.of();

    Layers(Workload workload) {
        int input = workload.inputWidth();
        int hidden = workload.hidden();
        int layers = workload.layers();
        int variables = workload.cell() == Workload.Cell.LSTM ? 2 : 1;
        states = Stream.generate(() -> torch.zeros(layers, workload.batch(), hidden))
                .limit(variables)
                .toList();
        switch (workload.cell()) {
            case RNN -> {
                RNNOptions options = new RNNOptions(input, hidden);
                options.num_layers().put(layers);
                RNNImpl rnn = new RNNImpl(options);
                module = rnn;
                forward = x -> pair(rnn.forward(x, states.getFirst()));
            }
            case GRU -> {
                GRUOptions options = new GRUOptions(input, hidden);
                options.num_layers().put(layers);
                GRUImpl gru = new GRUImpl(options);
                module = gru;
                forward = x -> pair(gru.forward(x, states.getFirst()));
            }
            case LSTM -> {
                LSTMOptions options = new LSTMOptions(input, hidden);
                options.num_layers().put(layers);
                LSTMImpl lstm = new LSTMImpl(options);
                module = lstm;
                forward = x -> {
                    var result = lstm.forward(x, new T_TensorTensor_T(states.get(0), states.get(1)));
                    return List.of(
                            result.get0(), result.get1().get0(), result.get1().get1());
                };
            }
            default -> throw new AssertionError(workload.cell());
        }
    }

    private static List<Tensor> pair(T_TensorTensor_T result) {
        return List.of(result.get0(), result.get1());
    }

    Module module() {
        return module;
    }

    /** Runs inputs (T, B, D) and returns the top layer's outputs (T, B, H). */
    Tensor forward(Tensor x) {
        List<Tensor> returned = forward.apply(x);
        finals = returned.subList(1, returned.size());
        return returned.getFirst();
    }

    /** Makes the final states the next initial ones; after the backward pass, which still reads the old ones. */
    void carry() {
        for (int i = 0; i < states.size(); i++) {
            states.get(i).copy_(finals.get(i).detach());
        }
    }
}
