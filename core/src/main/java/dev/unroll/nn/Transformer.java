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
        if (layers < 1) {
            throw new IllegalArgumentException("a transformer needs at least 1 layer, got " + layers);
        }
        this.width = width;
        this.causal = causal;
        for (int i = 0; i < layers; i++) {
            blocks.add(new TransformerBlock(width, heads, dropout));
        }
        last = new LayerNorm(width);
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
        if (x.rank() != 2 || x.size(1) != width) {
            throw new IllegalArgumentException(
                    "transformer: input " + x + ", expected [steps · batch × " + width + "]");
        }
        Attention.Sight sight = new Attention.Sight(lengths.clone(), causal, true);
        Tensor y = x;
        for (int i = 0; i < blocks.size(); i++) {
            y = blocks.get(i).forward(tape, y, sight, new CounterRandom(random.bits(i), random.stream()));
        }
        return last.forward(tape, y);
    }

    /**
     * Runs one step at a time, remembering the keys and values of those before.
     *
     * @param most steps to remember; when so many have been, the older half is forgotten
     * @throws IllegalStateException if steps see those after them
     */
    public TransformerStream stream(int batch, int most) {
        if (!causal) {
            throw new IllegalStateException(
                    "transformer: a stack whose steps see later ones needs whole sequences and cannot run step by step");
        }
        return new TransformerStream(blocks, last, batch, width, most);
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
