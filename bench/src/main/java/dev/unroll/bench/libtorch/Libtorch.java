package dev.unroll.bench.libtorch;

import dev.unroll.bench.Contender;
import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import org.bytedeco.pytorch.global.torch;

/**
 * libtorch through {@code org.bytedeco:pytorch}: its optimisers, its autograd, and its own recurrent networks or cells
 * composed of its operations.
 *
 * @param style how recurrent layers are made
 */
public record Libtorch(Style style) implements Contender {
    /** How recurrent layers are made. */
    public enum Style {
        /** Its own networks; sequences of unequal length are packed for them. */
        OWN,
        /** The cell is composed even where libtorch has a network of it. */
        COMPOSED,
        /** Its own networks over sequences of unequal length as if they were whole, since no step reads what comes after it. */
        PADDED
    }

    /** Whether libtorch has what a workload needs, but for cells that have to be composed. */
    public static boolean has(Workload workload) {
        return FusedLayers.has(workload.cell())
                || workload.isTransformer()
                || workload.isTagger()
                || workload.classifies()
                || workload.translates();
    }

    /** Whether a cell is composed here. */
    public static boolean composes(String cell) {
        return ComposedLayers.has(cell);
    }

    /** Whether a workload's layers can be composed here. */
    public static boolean composes(Workload workload) {
        return composes(workload.cell())
                && workload.embedding() == 0
                && workload.reading() == Workload.Reading.FORWARD;
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
        if (workload.classifies()) {
            return new TaskSteps(workload, new SentenceCnn(workload, style == Style.COMPOSED));
        }
        if (workload.translates()) {
            return new TaskSteps(workload, new EncoderDecoder(workload));
        }
        return new Training(
                workload,
                style == Style.COMPOSED
                        ? new ComposedLayers(workload)
                        : new FusedLayers(workload, style == Style.OWN));
    }
}
