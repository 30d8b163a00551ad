package dev.unroll.nn;

import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Scores qᵀ W k (Luong, Pham and Manning 2015, "general"), here divided by the root of the width. Nothing is made of the encoder's steps
 * beforehand: they are keys and values as they are.
 */
public final class LuongAttention implements CrossAttention {
    private final int width;
    private final Linear query;

    /**
     * All weights zero.
     *
     * @param queryWidth of a decoder's state
     * @param width of an encoder's step
     */
    public LuongAttention(int queryWidth, int width) {
        this.width = width;
        query = new Linear(queryWidth, width);
    }

    public void initialise(long seed, String prefix) {
        query.initialise(seed, prefix + "query.", new Init.FanIn(), new Init.Constant(0));
    }

    @Override
    public Memory remember(Tape tape, Tensor encoded, int... lengths) {
        return new Memory(List.of(encoded), lengths);
    }

    @Override
    public Tensor forward(Tape tape, Tensor queries, Memory memory) {
        Attention.Columns steps = steps(memory);
        return Attention.of(tape, projected(tape, queries), steps, steps, 1, width, sight(memory));
    }

    @Override
    public float[] weights(Tape tape, Tensor queries, Memory memory) {
        return Attention.weights(tape, projected(tape, queries), steps(memory), 1, width, sight(memory));
    }

    private Attention.Columns projected(Tape tape, Tensor queries) {
        return new Attention.Columns(query.forward(tape, queries), 0);
    }

    private static Attention.Columns steps(Memory memory) {
        return new Attention.Columns(memory.tables().getFirst(), 0);
    }

    private static Attention.Sight sight(Memory memory) {
        return new Attention.Sight(memory.lengths(), false, false);
    }

    @Override
    public Map<String, Module> children() {
        return Map.of("query.", query);
    }
}
