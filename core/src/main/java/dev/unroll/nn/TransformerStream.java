package dev.unroll.nn;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/** A causal {@link Transformer} run one step at a time, without gradients. */
public final class TransformerStream {
    private final List<TransformerBlock> blocks;
    private final LayerNorm last;
    private final List<KeyValueCache> memories;
    private final List<CrossAttention.Memory> others;

    /** @param others what each layer looks at, none for those that look at nothing else */
    TransformerStream(
            List<TransformerBlock> blocks,
            LayerNorm last,
            int batch,
            int width,
            int most,
            List<CrossAttention.Memory> others) {
        this.blocks = List.copyOf(blocks);
        this.last = last;
        this.others = List.copyOf(others);
        memories = blocks.stream()
                .map(_ -> new KeyValueCache(batch, Math.multiplyExact(3, width), most))
                .toList();
    }

    /**
     * Reads the next step.
     *
     * @param tape one for inference
     * @param x [batch × width]
     * @return what the transformer makes of it after all before, [batch × width]
     */
    public Tensor step(Tape tape, Tensor x) {
        Tensor y = x;
        for (int i = 0; i < blocks.size(); i++) {
            y = blocks.get(i).step(tape, y, memories.get(i), others.isEmpty() ? null : others.get(i));
        }
        return last.forward(tape, y);
    }

    /** Has each sequence go on where another is that looks at the same. */
    public void reorder(int... from) {
        memories.forEach(memory -> memory.reorder(from));
    }
}
