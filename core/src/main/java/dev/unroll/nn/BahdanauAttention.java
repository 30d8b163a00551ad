package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Scores vᵀ tanh(W q + U k) (Bahdanau, Cho and Bengio 2015). */
public final class BahdanauAttention implements CrossAttention {
    private final Linear query;
    private final Linear key;
    private final Embedding score;

    /**
     * All weights zero.
     *
     * @param queryWidth of a decoder's state
     * @param width of an encoder's step
     * @param inner of v
     */
    public BahdanauAttention(int queryWidth, int width, int inner) {
        query = new Linear(queryWidth, inner);
        key = new Linear(width, inner);
        score = new Embedding(1, inner);
    }

    public void initialise(long seed, String prefix) {
        query.initialise(seed, prefix + "query.");
        key.initialise(seed, prefix + "key.");
        float[] drawn =
                new Init.FanIn().draw(1, score.weight().size(1), CounterRandom.named(seed, prefix + "score.weight"));
        System.arraycopy(drawn, 0, score.weight().data(), 0, drawn.length);
    }

    @Override
    public Memory remember(Tape tape, Tensor encoded, int... lengths) {
        return new Memory(List.of(key.forward(tape, encoded), encoded), lengths);
    }

    @Override
    public Tensor forward(Tape tape, Tensor queries, Memory memory) {
        return attend(tape, new AdditiveAttention(memory.lengths()), queries, memory);
    }

    private Tensor attend(Tape tape, AdditiveAttention attention, Tensor queries, Memory memory) {
        return tape.apply(
                attention,
                query.forward(tape, queries),
                memory.tables().getFirst(),
                score.weight(),
                memory.tables().getLast());
    }

    @Override
    public float[] weights(Tape tape, Tensor queries, Memory memory) {
        AdditiveAttention attention = new AdditiveAttention(memory.lengths());
        attend(tape, attention, queries, memory);
        return attention.weights().clone();
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("query.", query);
        children.put("key.", key);
        children.put("score.", score);
        return children;
    }
}
