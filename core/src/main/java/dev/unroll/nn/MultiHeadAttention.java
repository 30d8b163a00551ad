package dev.unroll.nn;

import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every step of a sequence looks at the others (Vaswani et al. 2017): queries, keys and values are linear in x, each head weighs the
 * values by softmax(q · k / √d), and a linear layer mixes the heads. Named as {@code torch.nn.MultiheadAttention}.
 */
public final class MultiHeadAttention implements Composite {
    private final Linear in;
    private final Linear out;
    private final int heads;

    /**
     * All weights zero.
     *
     * @param heads a divisor of {@code width}
     */
    public MultiHeadAttention(int width, int heads) {
        if (heads < 1 || width % heads != 0) {
            throw new IllegalArgumentException(
                    "attention: " + heads + " heads do not share a width of " + width + "; take a divisor of it");
        }
        in = new Linear(width, Math.multiplyExact(3, width));
        out = new Linear(width, width);
        this.heads = heads;
    }

    /** Draws the weights; biases are zero. */
    public void initialise(long seed, String prefix, Init ofIn, Init ofOut) {
        in.initialise(seed, prefix + "in_proj_", ofIn, new Init.Constant(0));
        out.initialise(seed, prefix + "out_proj.", ofOut, new Init.Constant(0));
    }

    /**
     * Of whole sequences.
     *
     * @param x [steps · batch × width]
     * @return the same shape
     */
    Tensor forward(Tape tape, Tensor x, Attention.Sight sight) {
        Tensor qkv = in.forward(tape, x);
        return out.forward(tape, attend(tape, qkv, qkv, sight));
    }

    /** Queries, keys and values of some steps, side by side. */
    Tensor project(Tape tape, Tensor x) {
        return in.forward(tape, x);
    }

    /**
     * Of new steps after others that are remembered.
     *
     * @param qkv {@link #project} of the new steps
     * @param remembered the same of all steps, the new ones among them
     */
    Tensor forward(Tape tape, Tensor qkv, Tensor remembered, Attention.Sight sight) {
        return out.forward(tape, attend(tape, qkv, remembered, sight));
    }

    private Tensor attend(Tape tape, Tensor queries, Tensor others, Attention.Sight sight) {
        int width = out.weight().size(0);
        return Attention.of(
                tape,
                new Attention.Columns(queries, 0),
                new Attention.Columns(others, width),
                new Attention.Columns(others, 2 * width),
                heads,
                width,
                sight);
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("in_proj_", in);
        children.put("out_proj.", out);
        return children;
    }
}
