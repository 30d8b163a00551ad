package dev.unroll.bench.libtorch;

import dev.unroll.bench.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.bytedeco.pytorch.GRUImpl;
import org.bytedeco.pytorch.GRUOptions;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.PackedSequence;
import org.bytedeco.pytorch.RNNImpl;
import org.bytedeco.pytorch.RNNOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch's own networks. They read dense vectors only: without an embedding, tokens enter as one-hot vectors, and their
 * product with the input weights cannot be left out.
 */
final class FusedLayers implements Layers {
    /** What libtorch's cross-entropy leaves out. */
    private static final int IGNORED = -100;

    private final Workload workload;
    private final boolean packed;
    private final Tensor lengths;
    private final Module module;
    private final Function<Tensor, List<Tensor>> forward;
    private final List<Tensor> states;
    private List<Tensor> finals = List.of();

    /** Whether libtorch has a network of this cell. */
    static boolean has(String cell) {
        return List.of("rnn", "lstm", "gru-torch").contains(cell);
    }

    /** @param packs whether sequences of unequal length are packed */
    FusedLayers(Workload workload, boolean packs) {
        this.workload = workload;
        packed = packs && workload.reading() == Workload.Reading.RAGGED;
        lengths = Tensor.create(Arrays.stream(workload.lengths()).asLongStream().toArray());
        int input = workload.inputWidth();
        int hidden = workload.hidden();
        int layers = workload.layers();
        int variables = workload.cell().equals("lstm") ? 2 : 1;
        states = Stream.generate(() -> torch.zeros(layers * workload.outputWidth() / hidden, workload.batch(), hidden))
                .limit(variables)
                .toList();
        switch (workload.cell()) {
            case "rnn" -> {
                RNNOptions options = new RNNOptions(input, hidden);
                options.num_layers().put(layers);
                RNNImpl rnn = new RNNImpl(options);
                module = rnn;
                forward = x -> pair(rnn.forward(x, states.getFirst()));
            }
            case "gru-torch" -> {
                GRUOptions options = new GRUOptions(input, hidden);
                options.num_layers().put(layers);
                GRUImpl gru = new GRUImpl(options);
                module = gru;
                forward = x -> pair(gru.forward(x, states.getFirst()));
            }
            case "lstm" -> {
                LSTMOptions options = new LSTMOptions(input, hidden);
                options.num_layers().put(layers);
                options.bidirectional().put(workload.reading() == Workload.Reading.BOTH_WAYS);
                LSTMImpl lstm = new LSTMImpl(options);
                module = lstm;
                forward = x -> {
                    if (packed) {
                        return List.of(lstm.forward_with_packed_input(pack(x)).get0().data());
                    }
                    var result = lstm.forward(x, new T_TensorTensor_T(states.get(0), states.get(1)));
                    return List.of(
                            result.get0(), result.get1().get0(), result.get1().get1());
                };
            }
            default -> throw new IllegalArgumentException("libtorch has no network of " + workload.cell());
        }
    }

    private static List<Tensor> pair(T_TensorTensor_T result) {
        return List.of(result.get0(), result.get1());
    }

    @Override
    public List<Tensor> parameters() {
        TensorVector all = module.parameters();
        List<Tensor> parameters = new ArrayList<>();
        for (long i = 0; i < all.size(); i++) {
            parameters.add(all.get(i));
        }
        return parameters;
    }

    @Override
    public Tensor encode(Tensor tokens) {
        return torch.one_hot(tokens, workload.vocabulary()).to(torch.ScalarType.Float);
    }

    /** The longest come first already. */
    private PackedSequence pack(Tensor x) {
        return torch.pack_padded_sequence(x, lengths, false, true);
    }

    @Override
    public Tensor targets(Tensor tokens) {
        if (packed) {
            return pack(tokens).data();
        }
        Tensor past = torch.arange(new Scalar(workload.time())).unsqueeze(1).ge(lengths);
        return tokens.masked_fill(past, new Scalar(IGNORED)).reshape(-1);
    }

    @Override
    public Tensor forward(Tensor x) {
        List<Tensor> returned = forward.apply(x);
        finals = returned.subList(1, returned.size());
        return returned.getFirst();
    }

    @Override
    public void carry() {
        if (workload.reading() != Workload.Reading.FORWARD) {
            return;
        }
        for (int i = 0; i < states.size(); i++) {
            states.get(i).copy_(finals.get(i).detach());
        }
    }
}
