package dev.unroll.bench.libtorch;

import dev.unroll.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LayerNormOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LongVector;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** nanoGPT's blocks, with libtorch's fused attention ({@code scaled_dot_product_attention}) and learned positions. */
final class GptLayers implements Layers {
    private static final long HEADS = 4;

    private final Workload workload;
    private final List<Block> blocks = new ArrayList<>();
    private final LayerNormImpl last;
    private final Tensor positions;

    private record Block(
            LayerNormImpl first,
            LinearImpl in,
            LinearImpl out,
            LayerNormImpl second,
            LinearImpl wide,
            LinearImpl narrow) {}

    GptLayers(Workload workload) {
        this.workload = workload;
        long width = workload.hidden();
        for (int i = 0; i < workload.layers(); i++) {
            blocks.add(new Block(
                    norm(),
                    new LinearImpl(width, 3 * width),
                    new LinearImpl(width, width),
                    norm(),
                    new LinearImpl(width, 4 * width),
                    new LinearImpl(4 * width, width)));
        }
        last = norm();
        positions = torch.zeros(workload.time(), 1, width).set_requires_grad(true);
    }

    private LayerNormImpl norm() {
        return new LayerNormImpl(new LayerNormOptions(new LongVector(new long[] {workload.hidden()})));
    }

    @Override
    public List<Tensor> parameters() {
        List<Tensor> all = new ArrayList<>();
        all.add(positions);
        for (Block b : blocks) {
            for (Module m : List.of(b.first, b.in, b.out, b.second, b.wide, b.narrow)) {
                add(all, m);
            }
        }
        add(all, last);
        return all;
    }

    private static void add(List<Tensor> all, Module module) {
        TensorVector of = module.parameters();
        for (long i = 0; i < of.size(); i++) {
            all.add(of.get(i));
        }
    }

    @Override
    public Tensor encode(Tensor tokens) {
        throw new IllegalStateException("tokens are embedded");
    }

    @Override
    public Tensor forward(Tensor x) {
        Tensor y = x.add(positions);
        for (Block b : blocks) {
            y = y.add(b.out.forward(attend(b.in.forward(b.first.forward(y)))));
            Tensor wide = torch.gelu(b.wide.forward(b.second.forward(y)), "tanh");
            y = y.add(b.narrow.forward(wide));
        }
        return last.forward(y);
    }

    private Tensor attend(Tensor qkv) {
        long width = workload.hidden();
        Tensor seen = torch.scaled_dot_product_attention(
                heads(qkv, 0),
                heads(qkv, width),
                heads(qkv, 2 * width),
                new TensorOptional(),
                0,
                true,
                new DoubleOptional(),
                false);
        return seen.permute(2, 0, 1, 3).reshape(workload.time(), workload.batch(), width);
    }

    /** (T, B, columns) to (B, heads, T, d). */
    private Tensor heads(Tensor qkv, long from) {
        long width = workload.hidden();
        return qkv.narrow(2, from, width)
                .view(workload.time(), workload.batch(), HEADS, width / HEADS)
                .permute(1, 2, 0, 3);
    }

    @Override
    public void carry() {}
}
