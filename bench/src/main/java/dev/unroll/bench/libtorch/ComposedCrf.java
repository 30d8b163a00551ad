package dev.unroll.bench.libtorch;

import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A linear-chain conditional random field of libtorch's operations, one step of all sequences at a time, as the package pytorch-crf composes
 * it; without its masks, for sequences of one length.
 */
final class ComposedCrf {
    private final int tags;
    private final Tensor start;
    private final Tensor end;
    private final Tensor transitions;

    ComposedCrf(Tensor start, Tensor end, Tensor transitions) {
        tags = (int) start.size(0);
        this.start = start;
        this.end = end;
        this.transitions = transitions;
    }

    /** All zero. */
    static ComposedCrf of(int tags) {
        return new ComposedCrf(
                torch.zeros(tags).set_requires_grad(true),
                torch.zeros(tags).set_requires_grad(true),
                torch.zeros(tags, tags).set_requires_grad(true));
    }

    List<Tensor> parameters() {
        return List.of(start, end, transitions);
    }

    /**
     * −ln p of the right tags, as a mean over all steps.
     *
     * @param scores (T, B, tags)
     * @param right (T, B)
     */
    Tensor loss(Tensor scores, Tensor right) {
        long time = scores.size(0);
        long batch = scores.size(1);
        Tensor alpha = start.add(scores.select(0, 0));
        for (long t = 1; t < time; t++) {
            alpha = alpha.unsqueeze(2).add(transitions).logsumexp(1).add(scores.select(0, t));
        }
        Tensor all = alpha.add(end).logsumexp(1).sum();
        Tensor own = scores.gather(2, right.unsqueeze(2)).sum();
        Tensor pairs = right.narrow(0, 0, time - 1)
                .mul(new Scalar(tags))
                .add(right.narrow(0, 1, time - 1))
                .reshape(-1);
        own = own.add(transitions.reshape(-1).index_select(0, pairs).sum())
                .add(start.index_select(0, right.select(0, 0)).sum())
                .add(end.index_select(0, right.select(0, time - 1)).sum());
        return all.sub(own).div(new Scalar((double) time * batch));
    }
}
