package dev.unroll.bench.golden;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;

/** libtorch's own RNN, LSTM and GRU. */
public final class TorchNetwork implements Network {
    /** Which of libtorch's networks. */
    public enum Kind {
        RNN("rnn", "torch RNN (tanh)"),
        LSTM("lstm", "torch LSTM, gates i,f,g,o"),
        GRU("gru-torch", "torch GRU, gates r,z,n, reset after the product");

        private final String file;
        private final String description;

        Kind(String file, String description) {
            this.file = file;
            this.description = description;
        }

        /** How the golden files of this kind are called, without the number of layers. */
        public String file() {
            return file;
        }
    }

    private final Kind kind;
    private final int layers;
    private final int hidden;
    private final Module module;
    private final BiFunction<Tensor, List<Tensor>, List<Tensor>> forward;

    /** A network with libtorch's random parameters. */
    public TorchNetwork(Kind kind, int layers, int input, int hidden) {
        this.kind = kind;
        this.layers = layers;
        this.hidden = hidden;
        switch (kind) {
            case RNN -> {
                RNNOptions options = new RNNOptions(input, hidden);
                options.num_layers().put(layers);
                RNNImpl rnn = new RNNImpl(options);
                module = rnn;
                forward = (x, initial) -> pair(rnn.forward(x, initial.getFirst()));
            }
            case LSTM -> {
                LSTMOptions options = new LSTMOptions(input, hidden);
                options.num_layers().put(layers);
                LSTMImpl lstm = new LSTMImpl(options);
                module = lstm;
                forward = (x, initial) -> {
                    var result = lstm.forward(x, new T_TensorTensor_T(initial.get(0), initial.get(1)));
                    return List.of(
                            result.get0(), result.get1().get0(), result.get1().get1());
                };
            }
            case GRU -> {
                GRUOptions options = new GRUOptions(input, hidden);
                options.num_layers().put(layers);
                GRUImpl gru = new GRUImpl(options);
                module = gru;
                forward = (x, initial) -> pair(gru.forward(x, initial.getFirst()));
            }
            default -> throw new AssertionError(kind);
        }
    }

    private static List<Tensor> pair(T_TensorTensor_T result) {
        return List.of(result.get0(), result.get1());
    }

    @Override
    public String describe() {
        return kind.description + ", " + layers + (layers == 1 ? " layer" : " layers");
    }

    @Override
    public int layers() {
        return layers;
    }

    @Override
    public int hidden() {
        return hidden;
    }

    @Override
    public List<String> states() {
        return kind == Kind.LSTM ? List.of("h", "c") : List.of("h");
    }

    @Override
    public Map<String, Tensor> parameters() {
        StringTensorDict named = module.named_parameters();
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (long i = 0; i < named.size(); i++) {
            parameters.put(named.get(i).key().getString(), named.get(i).access());
        }
        return parameters;
    }

    @Override
    public List<Tensor> forward(Tensor x, List<Tensor> initial) {
        return forward.apply(x, initial);
    }
}
