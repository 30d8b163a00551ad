package dev.unroll.bench.golden;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** A stacked recurrent network whose numbers are recorded. */
public interface Network {
    /** One line for the file's header: what the network computes. */
    String describe();

    /** Layers and widths. */
    Size size();

    /** The names of the state variables: {@code h}, or {@code h} and {@code c}. */
    List<String> states();

    /** The trained tensors by PyTorch's names, in PyTorch's order. */
    Map<String, Tensor> parameters();

    /**
     * Runs the whole sequence.
     *
     * @param x inputs (T, B, D)
     * @param lengths steps of each sequence (B)
     * @param initial one (layers · directions, B, H) tensor for each of {@link #states}
     * @return the last layer's outputs (T, B, directions · H), zero past a sequence's end, then one final state (layers ·
     *     directions, B, H) for each of {@link #states}
     */
    List<Tensor> forward(Tensor x, Tensor lengths, List<Tensor> initial);

    /** The names of what {@link #forward} returns, in its order. */
    default List<String> returned() {
        return states().size() == 1 ? List.of("out", "h_n") : List.of("out", "h_n", "c_n");
    }
}
