package dev.unroll.nn;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a transformer, normalised before each part (Xiong et al. 2020): x ← x + attention(norm x), then x ← x + W₂ gelu(W₁
 * norm x). Named as {@code torch.nn.TransformerEncoderLayer} with {@code norm_first}. A decoder's also looks at an encoder's steps, in
 * between: x ← x + cross(norm x).
 */
public final class TransformerBlock implements Composite {
    private static final Expr GELU = Expr.parse("gelu(x)");
    private static final Expr SUM = Expr.parse("a + b");
    private static final double DEVIATION = 0.02;
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private final MultiHeadAttention attention;
    private final @Nullable MultiHeadCrossAttention cross;
    private final LayerNorm beforeCross;
    private final Linear wide;
    private final Linear narrow;
    private final LayerNorm first;
    private final LayerNorm second;
    private final Dropout dropout;

    /** All matrices zero; four times as wide inside. */
    public TransformerBlock(int width, int heads, double dropout) {
        this(width, heads, dropout, false);
    }

    /** @param looking whether it looks at another sequence, too */
    TransformerBlock(int width, int heads, double dropout, boolean looking) {
        attention = new MultiHeadAttention(width, heads);
        cross = looking ? new MultiHeadCrossAttention(width, heads) : null;
        beforeCross = new LayerNorm(width);
        wide = new Linear(width, Math.multiplyExact(4, width));
        narrow = new Linear(Math.multiplyExact(4, width), width);
        first = new LayerNorm(width);
        second = new LayerNorm(width);
        this.dropout = new Dropout(dropout);
    }

    /**
     * As GPT-2 does (Radford et al. 2019): normal with deviation 0.02, less by 1/√(2 · layers) for what is added to x, and biases
     * of zero.
     */
    public void initialise(long seed, String prefix, int layers) {
        Init plain = new Init.Normal(DEVIATION);
        Init added = new Init.Normal(DEVIATION / Math.sqrt(2 * layers));
        Init zero = new Init.Constant(0);
        attention.initialise(seed, prefix + "self_attn.", plain, added);
        if (cross != null) {
            cross.initialise(seed, prefix + "multihead_attn.", plain, added);
        }
        wide.initialise(seed, prefix + "linear1.", plain, zero);
        narrow.initialise(seed, prefix + "linear2.", added, zero);
    }

    /** The part that looks at another sequence. */
    MultiHeadCrossAttention cross() {
        if (cross == null) {
            throw new IllegalStateException("transformer: its layers look at no other sequence; make a decoder");
        }
        return cross;
    }

    /** [steps · batch × width] → the same. */
    Tensor forward(
            Tape tape, Tensor x, Attention.Sight sight, CrossAttention.@Nullable Memory other, CounterRandom random) {
        return rest(tape, own(tape, x, sight, random), other, random);
    }

    private Tensor own(Tape tape, Tensor x, Attention.Sight sight, CounterRandom random) {
        return add(tape, x, attention.forward(tape, first.forward(tape, x), sight), random, 0);
    }

    /** How much each step looks at each of the other sequence. */
    float[] weights(Tape tape, Tensor x, Attention.Sight sight, CrossAttention.Memory other) {
        Tensor y = own(tape, x, sight, UNUSED);
        return cross().weights(tape, beforeCross.forward(tape, y), other);
    }

    /** Of one new step after {@code memory}'s, which then holds it too. */
    Tensor step(Tape tape, Tensor x, KeyValueCache memory, CrossAttention.@Nullable Memory other) {
        Tensor qkv = attention.project(tape, first.forward(tape, x));
        Tensor seen = attention.forward(tape, qkv, memory.remember(qkv), memory.sight());
        return rest(tape, add(tape, x, seen, UNUSED, 0), other, UNUSED);
    }

    private Tensor rest(Tape tape, Tensor own, CrossAttention.@Nullable Memory other, CounterRandom random) {
        Tensor x = own;
        if (other != null) {
            x = add(tape, x, cross().forward(tape, beforeCross.forward(tape, x), other), random, 2);
        }
        Tensor inner = tape.map(GELU, List.of("x"), wide.forward(tape, second.forward(tape, x)));
        return add(tape, x, narrow.forward(tape, inner), random, 1);
    }

    private Tensor add(Tape tape, Tensor x, Tensor part, CounterRandom random, int place) {
        CounterRandom own = new CounterRandom(random.bits(place), random.stream());
        return tape.map(SUM, List.of("a", "b"), x, dropout.forward(tape, part, own));
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("self_attn.", attention);
        if (cross != null) {
            children.put("multihead_attn.", cross);
            children.put("norm_cross.", beforeCross);
        }
        children.put("linear1.", wide);
        children.put("linear2.", narrow);
        children.put("norm1.", first);
        children.put("norm2.", second);
        return children;
    }
}
