package dev.unroll.bench.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.PackedSequence;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.StringTensorDict;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.kReLU;
import org.bytedeco.pytorch.kTanh;

/** libtorch's own RNN, LSTM and GRU, run on packed sequences. */
public final class TorchNetwork implements Network {
    /** Which of libtorch's networks. */
    public enum Kind {
        RNN("rnn", "torch RNN (tanh)"),
        RNN_RELU("rnn-relu", "torch RNN (ReLU)"),
        LSTM("lstm", "torch LSTM, gates i,f,g,o"),
        GRU("gru-torch", "torch GRU, gates r,z,n, reset after the product");

        private final String file;
        private final String description;

        Kind(String file, String description) {
            this.file = file;
            this.description = description;
        }

        /** How the golden files of this kind are called, without the size. */
        public String file() {
            return file;
        }
    }

    private record Result(PackedSequence outputs, List<Tensor> finals) {}

    private final Kind kind;
    private final Size size;
    private final Module module;
    private final BiFunction<PackedSequence, List<Tensor>, Result> forward;

    /** A network with libtorch's random parameters. */
    public TorchNetwork(Kind kind, Size size) {
        this.kind = kind;
        this.size = size;
        switch (kind) {
            case RNN, RNN_RELU -> {
                RNNOptions options = new RNNOptions(size.input(), size.hidden());
                options.num_layers().put(size.layers());
                options.bidirectional().put(size.bidirectional());
                if (kind == Kind.RNN) {
                    options.nonlinearity().put(new kTanh());
                } else {
                    options.nonlinearity().put(new kReLU());
                }
                RNNImpl rnn = new RNNImpl(options);
                module = rnn;
                forward = (x, initial) -> {
                    var result = rnn.forward_with_packed_input(x, initial.getFirst());
                    return new Result(result.get0(), List.of(result.get1()));
                };
            }
            case LSTM -> {
                LSTMOptions options = new LSTMOptions(size.input(), size.hidden());
                options.num_layers().put(size.layers());
                options.bidirectional().put(size.bidirectional());
                LSTMImpl lstm = new LSTMImpl(options);
                module = lstm;
                forward = (x, initial) -> {
                    T_TensorTensor_T state = new T_TensorTensor_T(initial.get(0), initial.get(1));
                    var result = lstm.forward_with_packed_input(x, state);
                    return new Result(
                            result.get0(),
                            List.of(result.get1().get0(), result.get1().get1()));
                };
            }
            case GRU -> {
                GRUOptions options = new GRUOptions(size.input(), size.hidden());
                options.num_layers().put(size.layers());
                options.bidirectional().put(size.bidirectional());
                GRUImpl gru = new GRUImpl(options);
                module = gru;
                forward = (x, initial) -> {
                    var result = gru.forward_with_packed_input(x, initial.getFirst());
                    return new Result(result.get0(), List.of(result.get1()));
                };
            }
            default -> throw new AssertionError(kind);
        }
    }

    @Override
    public String describe() {
        return kind.description + ", " + size.describe();
    }

    @Override
    public Size size() {
        return size;
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
    public List<Tensor> forward(Tensor x, Tensor lengths, List<Tensor> initial) {
        PackedSequence packed = torch.pack_padded_sequence(x, lengths, false, false);
        Result result = forward.apply(packed, initial);
        List<Tensor> returned = new ArrayList<>();
        returned.add(torch.pad_packed_sequence(result.outputs).get0());
        returned.addAll(result.finals);
        return returned;
    }
}
