package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The steps of a sequence as one vector, a mean with weights softmax(uᵀ tanh(W h + b) / √width) (Yang et al. 2016): what counts is
 * learned.
 */
public final class AttentionPooling implements Composite {
    private static final Expr TANH = Expr.parse("tanh(x)");

    private final int width;
    private final Linear key;
    private final Embedding query;

    /** All zero, with which it is the mean. */
    public AttentionPooling(int width) {
        this.width = width;
        key = new Linear(width, width);
        query = new Embedding(1, width);
    }

    public void initialise(long seed, String prefix) {
        key.initialise(seed, prefix + "key.");
        CounterRandom random = CounterRandom.named(seed, prefix + "query.weight");
        float[] drawn = new Init.FanIn().draw(1, width, random);
        System.arraycopy(drawn, 0, query.weight().data(), 0, width);
    }

    /**
     * Pools each sequence.
     *
     * @param h [steps · batch × width], row t · batch + b
     * @param lengths how many steps of each sequence count
     * @return [batch × width]
     */
    public Tensor forward(Tape tape, Tensor h, int[] lengths) {
        Tensor keys = tape.map(TANH, List.of("x"), key.forward(tape, h));
        Tensor queries = query.forward(tape, new int[lengths.length]);
        return Attention.of(
                tape,
                new Attention.Columns(queries, 0),
                new Attention.Columns(keys, 0),
                new Attention.Columns(h, 0),
                1,
                width,
                new Attention.Sight(lengths, false, false));
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("key.", key);
        children.put("query.", query);
        return children;
    }
}
