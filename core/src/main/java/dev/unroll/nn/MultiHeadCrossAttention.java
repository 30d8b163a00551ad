package dev.unroll.nn;

import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link MultiHeadAttention} of which keys and values come from another sequence (Vaswani et al. 2017). */
final class MultiHeadCrossAttention implements CrossAttention {
    private final int width;
    private final int heads;
    private final Linear query;
    private final Linear keyValue;
    private final Linear out;

    /** All weights zero. */
    MultiHeadCrossAttention(int width, int heads) {
        this.width = width;
        this.heads = heads;
        query = new Linear(width, width);
        keyValue = new Linear(width, Math.multiplyExact(2, width));
        out = new Linear(width, width);
    }

    /** Draws the weights; biases are zero. */
    void initialise(long seed, String prefix, Init ofIn, Init ofOut) {
        Init zero = new Init.Constant(0);
        query.initialise(seed, prefix + "q_proj.", ofIn, zero);
        keyValue.initialise(seed, prefix + "kv_proj.", ofIn, zero);
        out.initialise(seed, prefix + "out_proj.", ofOut, zero);
    }

    @Override
    public Memory remember(Tape tape, Tensor encoded, int... lengths) {
        return new Memory(List.of(keyValue.forward(tape, encoded)), lengths);
    }

    @Override
    public Tensor forward(Tape tape, Tensor queries, Memory memory) {
        Tensor table = memory.tables().getFirst();
        return out.forward(
                tape,
                Attention.of(
                        tape,
                        projected(tape, queries),
                        new Attention.Columns(table, 0),
                        new Attention.Columns(table, width),
                        heads,
                        width,
                        sight(memory)));
    }

    @Override
    public float[] weights(Tape tape, Tensor queries, Memory memory) {
        Attention.Columns keys = new Attention.Columns(memory.tables().getFirst(), 0);
        return Attention.weights(tape, projected(tape, queries), keys, heads, width, sight(memory));
    }

    private Attention.Columns projected(Tape tape, Tensor queries) {
        return new Attention.Columns(query.forward(tape, queries), 0);
    }

    private static Attention.Sight sight(Memory memory) {
        return new Attention.Sight(memory.lengths(), false, false);
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("q_proj.", query);
        children.put("kv_proj.", keyValue);
        children.put("out_proj.", out);
        return children;
    }
}
