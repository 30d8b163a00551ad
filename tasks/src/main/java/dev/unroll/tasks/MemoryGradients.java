package dev.unroll.tasks;

import dev.unroll.inspect.StepwiseRun;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/** Looks at the gradients of a {@link MemoryModel} on examples of its task. */
public final class MemoryGradients {
    /** Apart from those of a training. */
    private static final CounterRandom EXAMPLES = CounterRandom.named(0, "examples to look at");

    private MemoryGradients() {}

    /**
     * Reads whole sequences; the loss is that of the answer at the last step.
     *
     * @param sequences how many
     * @param jacobians at how many steps to look at the Jacobians
     */
    public static GradientReport of(MemoryModel model, int sequences, int jacobians) {
        Check.that(sequences >= 1, "there must be at least 1 sequence", sequences);
        Check.that(jacobians >= 0, "the number of Jacobians must be at least 0", jacobians);
        MemoryTask.Examples examples = model.task().examples(EXAMPLES, 0, sequences);
        try (StepwiseRun run =
                StepwiseRun.ofFeatures(model.rnn(), examples.x(), model.rnn().zeroState(sequences))) {
            Tape tape = new Tape(model.engine());
            Tensor output =
                    Tensor.parameter(run.lastOutput(), sequences, model.rnn().outputWidth());
            // The loss is the mean over the sequences; each one's own is wanted.
            tape.backward(model.lastLoss(tape, examples, output), sequences);
            model.parameters().forEach(Tensor::clearGradient);
            return GradientReport.of(run, output.gradient().clone(), jacobians);
        }
    }
}
