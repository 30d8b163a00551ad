package dev.unroll.nn;

import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.Plan;
import java.util.ArrayList;
import java.util.List;

/** How the recurrences of a stack are joined: which reads what, and how wide that is. */
final class Stack {
    private final Engine engine;
    private final RecurrentOptions options;
    private final Recurrent.Input input;
    private final int hidden;
    private final List<Layer> layers = new ArrayList<>();

    Stack(Engine engine, Cell cell, Recurrent.Input input, int hidden, RecurrentOptions options) {
        this.engine = engine;
        this.options = options;
        this.input = input;
        this.hidden = hidden;
        Plan plan = Plan.of(cell, options.noise().inside(cell));
        for (int level = 0; level < options.layers(); level++) {
            for (int d = 0; d < directions(); d++) {
                layers.add(
                        new Layer(engine, plan, inputWidth(level), level == 0 && input.isTokens(), hidden, output()));
            }
        }
    }

    Engine engine() {
        return engine;
    }

    RecurrentOptions options() {
        return options;
    }

    Recurrent.Input input() {
        return input;
    }

    /** Layer by layer, in each forward then backward. */
    List<Layer> layers() {
        return layers;
    }

    int levels() {
        return options.layers();
    }

    int directions() {
        return options.directions().count();
    }

    /** Index of a layer's recurrence among all. */
    int index(int level, int direction) {
        return level * directions() + direction;
    }

    boolean isReversed(int direction) {
        return options.directions().isReversed(direction);
    }

    boolean isConcatenated() {
        return options.directions() == Directions.CONCATENATED;
    }

    int hidden() {
        return hidden;
    }

    /** Of the output of a recurrence. */
    int output() {
        return options.output() == 0 ? hidden : options.output();
    }

    int states() {
        return layers.getFirst().plan().states().size();
    }

    /** Of a layer's output. */
    int width() {
        return isConcatenated() ? 2 * output() : output();
    }

    /** Of what a layer reads: the layer below, then the stack's input if that skips. */
    private int inputWidth(int level) {
        return level == 0 ? input.size() : width() + (options.skips() ? input.size() : 0);
    }

    int outputWidth() {
        return options.skips() ? levels() * width() : width();
    }

    /** Whether each layer reads just what the one below writes, so that it can be written there at once. */
    boolean isChain() {
        return options.directions() == Directions.FORWARD && !options.skips() && !options.residual();
    }

    /** What recurrence {@code index} is called in names of parameters, as PyTorch does: {@code l0}, {@code l0_reverse}. */
    String suffix(int index) {
        return "l" + index / directions() + (isReversed(index % directions()) ? "_reverse" : "");
    }
}
