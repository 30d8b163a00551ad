package dev.unroll.bench.libtorch;

import dev.unroll.bench.Contender;
import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch through {@code org.bytedeco:pytorch}: its optimisers, its autograd, and its own recurrent networks or cells
 * composed of its operations.
 *
 * @param composed whether to compose the cell even where libtorch has a network of it
 */
public record Libtorch(boolean composed) implements Contender {
    /** Whether libtorch has a network of a cell. */
    public static boolean fuses(String cell) {
        return FusedLayers.has(cell);
    }

    /** Whether a cell is composed here. */
    public static boolean composes(String cell) {
        return ComposedLayers.has(cell);
    }

    @Override
    public Job prepare(Workload workload, int threads) {
        torch.set_num_threads(threads);
        torch.manual_seed(1);
        if (workload.samples()) {
            return new Sampling(workload);
        }
        if (workload.isTransformer()) {
            return new Training(workload, new GptLayers(workload));
        }
        if (workload.isTagger()) {
            return new Tagging(workload);
        }
        return new Training(workload, composed ? new ComposedLayers(workload) : new FusedLayers(workload));
    }
}
