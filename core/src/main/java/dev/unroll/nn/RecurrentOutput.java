package dev.unroll.nn;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** What a stack has made of a batch of sequences. All of it lives on the tape, and gradients flow through it. */
public final class RecurrentOutput {
    private final Tape tape;
    private final Sequences in;
    private final Stack stack;
    private final Unrolled unrolled;
    private final Tensor output;

    RecurrentOutput(Tape tape, Sequences in, Stack stack, Unrolled unrolled, Tensor output) {
        this.tape = tape;
        this.in = in;
        this.stack = stack;
        this.unrolled = unrolled;
        this.output = output;
    }

    /** The output of every step, [steps · batch × width]; zero past the end of a sequence. */
    public Tensor output() {
        return output;
    }

    /**
     * The output of each sequence when all of it has been read, [batch × width]: of a forward direction at the last step, of
     * a backward one at the first.
     *
     * @throws IllegalStateException if the outputs of two directions have been added
     */
    public Tensor last() {
        int[] first = new int[in.batch()];
        for (int b = 0; b < first.length; b++) {
            first[b] = b;
        }
        return switch (stack.options().directions()) {
            case FORWARD -> tape.gather(output, in.lastRows());
            case BACKWARD -> tape.gather(output, first);
            case CONCATENATED -> {
                List<Tensor> halves = new ArrayList<>();
                for (int column = 0; column < stack.outputWidth(); column += stack.output()) {
                    boolean forward = column / stack.output() % 2 == 0;
                    halves.add(tape.gather(output, forward ? in.lastRows() : first, column, column + stack.output()));
                }
                yield tape.concatenate(halves);
            }
            case SUMMED ->
                throw new IllegalStateException("recurrent: two directions that are added end at two different steps;"
                        + " use states(), or Directions.CONCATENATED");
        };
    }

    /**
     * The states after each sequence's last step (of a backward direction, after its first), [batch × hidden] each: layer by
     * layer, in each forward then backward, in each the states of the cell in the order of their equations.
     */
    public List<Tensor> states() {
        List<Tensor> states = new ArrayList<>();
        for (int i = 0; i < stack.layers().size(); i++) {
            for (int s = 0; s < stack.states(); s++) {
                states.add(tape.apply(unrolled.finalState(i, s), output));
            }
        }
        return states;
    }
}
