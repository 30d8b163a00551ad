package dev.unroll.tasks;

import dev.unroll.expr.Spelling;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/**
 * A made-up task that no cell can do without remembering something for a given number of steps (Hochreiter and Schmidhuber
 * 1997). Its examples are made when they are needed and never come twice.
 */
public sealed interface MemoryTask permits AddingTask, CopyTask {
    List<String> NAMES = List.of("adding", "copy");

    /**
     * The task of that name.
     *
     * @throws IllegalArgumentException naming all there are, or if the lag is too short for it
     */
    static MemoryTask of(String name, int lag) {
        return switch (name) {
            case "adding" -> new AddingTask(lag);
            case "copy" -> new CopyTask(lag);
            default -> {
                String nearest = Spelling.suggestion(name, NAMES);
                throw new IllegalArgumentException("unknown task " + name + "; there are " + String.join(", ", NAMES)
                        + (nearest.isEmpty() ? "" : "; " + nearest));
            }
        };
    }

    String name();

    /** For how many steps something has to be remembered. */
    int lag();

    /** Length of a sequence. */
    int steps();

    /** Numbers in the input of a step. */
    int inputs();

    /** Numbers that a model has to put out at each step that is answered. */
    int outputs();

    /** How many steps are answered: the last ones. */
    int answers();

    /** The loss of the best that can be said without looking at the sequence. */
    double guess();

    /** A loss at which the task counts as solved: a tenth of {@link #guess}. */
    default double solved() {
        return guess() / 10;
    }

    /**
     * Some sequences.
     *
     * @param x [steps · sequences × inputs]
     * @param loss of what a model says
     */
    record Examples(Tensor x, Loss loss) {}

    /** The mean loss of answers, whose right ones it knows. */
    interface Loss {
        /**
         * @param outputs of the last so many steps of every sequence, [steps · sequences × outputs]
         * @return one number
         */
        Tensor of(Tape tape, Tensor outputs);
    }

    /**
     * Sequences number {@code first} to {@code first + count - 1} of a seed's endless supply.
     *
     * @param random of the supply
     */
    Examples examples(CounterRandom random, long first, int count);
}
