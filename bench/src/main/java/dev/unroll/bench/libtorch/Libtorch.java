package dev.unroll.bench.libtorch;

import dev.unroll.bench.Contender;
import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import org.bytedeco.pytorch.global.torch;

/** libtorch through {@code org.bytedeco:pytorch}: its fused recurrent networks, its optimisers, its autograd. */
public final class Libtorch implements Contender {
    @Override
    public Job prepare(Workload workload, int threads) {
        torch.set_num_threads(threads);
        torch.manual_seed(1);
        return workload.samples() ? new Sampling(workload) : new Training(workload);
    }
}
