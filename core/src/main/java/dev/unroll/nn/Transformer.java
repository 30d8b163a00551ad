package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Layers of attention in place of recurrence (Vaswani et al. 2017). Where a step stands is told by distances alone: the farther a
 * step, the less it is worth, in each head at another rate (ALiBi), so that sequences may be longer than those of training.
 *
 * <pre>{@code
 * var transformer = new Transformer(128, 4, 4, 0, true);
 * transformer.initialise(1, "");
 * Tensor y = transformer.forward(tape, x, lengths, random); // [steps · batch × 128]
 * }</pre>
 */
public final class Transformer implements Composite {
    private final int width;
    private final boolean causal;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final LayerNorm last;

    /**
     * All matrices zero.
     *
     * @param width of every step
     * @param dropout of what each part adds, in training
     * @param causal whether a step sees itself and those before it only, which makes it a decoder
     */
    public Transformer(int width, int layers, int heads, double dropout, boolean causal) {
        this(width, layers, heads, dropout, causal, false);
    }

    private Transformer(int width, int layers, int heads, double dropout, boolean causal, boolean looking) {
        if (layers < 1) {
            throw new IllegalArgumentException("a transformer needs at least 1 layer, got " + layers);
        }
        this.width = width;
        this.causal = causal;
        for (int i = 0; i < layers; i++) {
            blocks.add(new TransformerBlock(width, heads, dropout, looking));
        }
        last = new LayerNorm(width);
    }

    /** A causal one each of whose layers also looks at another sequence, of the same width. All matrices zero. */
    public static Transformer decoder(int width, int layers, int heads, double dropout) {
        return new Transformer(width, layers, heads, dropout, true, true);
    }

    /** Draws all matrices. */
    public void initialise(long seed, String prefix) {
        for (int i = 0; i < blocks.size(); i++) {
            blocks.get(i).initialise(seed, prefix + "layers." + i + ".", blocks.size());
        }
    }

    public int width() {
        return width;
    }

    /**
     * Runs over whole sequences.
     *
     * @param x [steps · batch × width], row t · batch + b
     * @param lengths of each sequence, 1 to steps; rows past them may hold anything and change nothing
     * @param random for dropout; another one for every step of training
     * @return the same shape
     */
    public Tensor forward(Tape tape, Tensor x, int[] lengths, CounterRandom random) {
        return last.forward(tape, blocks(tape, x, lengths, List.of(), blocks.size(), random));
    }

    /**
     * The same, looking at another sequence.
     *
     * @param others {@link #remember} of it
     */
    public Tensor forward(
            Tape tape, Tensor x, int[] lengths, List<CrossAttention.Memory> others, CounterRandom random) {
        return last.forward(tape, blocks(tape, x, lengths, others, blocks.size(), random));
    }

    private Tensor blocks(
            Tape tape, Tensor x, int[] lengths, List<CrossAttention.Memory> others, int count, CounterRandom random) {
        if (x.rank() != 2 || x.size(1) != width) {
            throw new IllegalArgumentException(
                    "transformer: input " + x + ", expected [steps · batch × " + width + "]");
        }
        Attention.Sight sight = new Attention.Sight(lengths.clone(), causal, true);
        Tensor y = x;
        for (int i = 0; i < count; i++) {
            CounterRandom own = new CounterRandom(random.bits(i), random.stream());
            y = blocks.get(i).forward(tape, y, sight, others.isEmpty() ? null : others.get(i), own);
        }
        return y;
    }

    /**
     * Takes in another sequence, for each layer.
     *
     * @param encoded [steps · batch × width]
     * @throws IllegalStateException if the layers look at nothing else
     */
    public List<CrossAttention.Memory> remember(Tape tape, Tensor encoded, int... lengths) {
        return blocks.stream()
                .map(block -> block.cross().remember(tape, encoded, lengths))
                .toList();
    }

    /**
     * How much each step of the last layer looks at each of another sequence, the mean over heads.
     *
     * @param tape one for inference
     * @return [batch][steps][steps of the other]
     */
    public float[] weights(Tape tape, Tensor x, int[] lengths, List<CrossAttention.Memory> others) {
        int below = blocks.size() - 1;
        Tensor y = blocks(tape, x, lengths, others, below, new CounterRandom(0, 0));
        return blocks.get(below)
                .weights(tape, y, new Attention.Sight(lengths.clone(), causal, true), others.get(below));
    }

    /**
     * Runs one step at a time, remembering the keys and values of those before.
     *
     * @param most steps to remember; when so many have been, the older half is forgotten
     * @throws IllegalStateException if steps see those after them
     */
    public TransformerStream stream(int batch, int most) {
        return stream(batch, most, List.of());
    }

    /** The same, looking at another sequence: {@link #remember} of it. */
    public TransformerStream stream(int batch, int most, List<CrossAttention.Memory> others) {
        if (!causal) {
            throw new IllegalStateException(
                    "transformer: a stack whose steps see later ones needs whole sequences and cannot run step by step");
        }
        return new TransformerStream(blocks, last, batch, width, most, others);
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        for (int i = 0; i < blocks.size(); i++) {
            children.put("layers." + i + ".", blocks.get(i));
        }
        children.put("norm.", last);
        return children;
    }
}
