package dev.unroll.tasks;

import dev.unroll.data.TokenStream;
import dev.unroll.inspect.StepwiseRun;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.Start;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/** Looks at the gradients of a {@link LanguageModel} on pieces of a text. */
public final class LanguageModelGradients {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private LanguageModelGradients() {}

    /**
     * Takes pieces from evenly spread places of a text, after the state has been carried through as many characters before
     * each; the loss is that of the character after the piece.
     *
     * @param steps characters of a piece
     * @param sequences pieces
     * @param jacobians at how many steps to look at the Jacobians
     * @throws IllegalArgumentException if the text is too short for one piece
     */
    public static GradientReport of(LanguageModel model, TokenStream text, int steps, int sequences, int jacobians) {
        Check.that(steps >= 1, "a sequence must have at least 1 character", steps);
        Check.that(sequences >= 1, "there must be at least 1 sequence", sequences);
        Check.that(jacobians >= 0, "the number of Jacobians must be at least 0", jacobians);
        long length = 2L * steps + 1;
        if (text.length() < length) {
            throw new IllegalArgumentException("the text has " + text.length() + " symbols; sequences of " + steps
                    + " need " + length + ": as many before each, and the one to predict");
        }
        int[] before = new int[steps * sequences];
        int[] tokens = new int[steps * sequences];
        int[] targets = new int[sequences];
        int[] piece = new int[(int) length];
        for (int b = 0; b < sequences; b++) {
            text.read((text.length() - length) * b / Math.max(1, sequences - 1), piece, 0, piece.length);
            for (int t = 0; t < steps; t++) {
                before[t * sequences + b] = piece[t];
                tokens[t * sequences + b] = piece[steps + t];
            }
            targets[b] = piece[2 * steps];
        }
        RecurrentState state = model.zeroState(sequences);
        model.output(Tape.inference(model.engine()), before, sequences, Start.carried(state), UNUSED);
        try (StepwiseRun run = model.stepwise(tokens, state)) {
            return GradientReport.of(run, gradient(model, run, targets), jacobians);
        }
    }

    /** Of each sequence's cross-entropy by the stack's last output. */
    private static float[] gradient(LanguageModel model, StepwiseRun run, int[] targets) {
        Tape tape = new Tape(model.engine());
        Tensor output =
                Tensor.parameter(run.lastOutput(), run.batch(), model.rnn().outputWidth());
        // The loss is the mean over the sequences; each one's own is wanted.
        tape.backward(tape.crossEntropy(model.scores(tape, output), targets), run.batch());
        model.parameters().forEach(Tensor::clearGradient);
        return output.gradient().clone();
    }
}
