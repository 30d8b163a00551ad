package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Team;
import dev.unroll.recurrence.Backflow;
import dev.unroll.recurrence.LayerRun;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A pass of a stack over a piece of its sequences: up through the layers forward in time, down through them backward. */
final class StackRun {
    private final Stack stack;
    private final Team team;
    private final int steps;
    private final int batch;
    private final int rows;
    private final boolean training;
    private final IntFunction<float[]> memory;
    private final List<LayerRun> runs = new ArrayList<>();
    /** Tables of its own, in the order in which a pass asks for them. */
    private final List<float[]> tables = new ArrayList<>();

    private int tablesInUse;
    /** What each layer gives, once it has. */
    private final List<Rows> outputs = new ArrayList<>();

    private @Nullable Rows spareOutput;
    private int @Nullable [] turn;
    private int firstRow;
    private CounterRandom random = new CounterRandom(0, 0);

    /**
     * @param training whether {@link #backward} follows
     * @param memory lends arrays of a length, contents undefined
     */
    StackRun(Stack stack, int steps, int batch, boolean training, IntFunction<float[]> memory) {
        this.stack = stack;
        this.steps = steps;
        this.batch = batch;
        this.training = training;
        this.memory = memory;
        team = stack.engine().team();
        rows = steps * batch;
        stack.layers().forEach(layer -> runs.add(layer.begin(steps, batch, training)));
    }

    /** Room for the output of a pass that is made again: by then the first one's may have been changed. */
    Rows spareOutput() {
        if (spareOutput == null) {
            spareOutput = Rows.of(memory.apply(rows * stack.outputWidth()), stack.outputWidth());
        }
        return spareOutput;
    }

    private Rows table(int columns) {
        if (tablesInUse == tables.size()) {
            tables.add(memory.apply(rows * columns));
        }
        return Rows.of(tables.get(tablesInUse++), columns);
    }

    /** Gives the memory back for the next run. */
    void end() {
        runs.forEach(LayerRun::end);
    }

    /**
     * Runs all layers.
     *
     * @param state before the first step, by recurrence and state of the cell
     * @param masks for the noise
     * @param out as wide as the stack's output
     */
    void forward(Piece in, float[][][] state, CounterRandom masks, Rows out) {
        random = masks;
        firstRow = in.firstRow();
        turn = stack.options().directions() == Directions.FORWARD ? null : Rows.turn(in.lengths(), steps);
        tablesInUse = 0;
        outputs.clear();
        for (int i = 0; i < runs.size(); i++) {
            runs.get(i).lengths(in.lengths());
            runs.get(i).state(state[i]);
            if (training && !stack.options().noise().isNone()) {
                runs.get(i).noise(new CounterRandom(random.bits(i), random.stream()), firstRow);
            }
        }
        for (int level = 0; level < stack.levels(); level++) {
            for (int d = 0; d < stack.directions(); d++) {
                read(in, level, d);
            }
            outputs.add(output(level, out));
            for (int d = 0; d < stack.directions(); d++) {
                run(level, d);
            }
            if (stack.options().residual() && level > 0) {
                outputs.get(level - 1).addTo(outputs.get(level), team, rows, stack.width(), null);
            }
        }
    }

    /** Copies the states after so many steps. */
    void stateAfter(int step, float[][][] into) {
        for (int i = 0; i < runs.size(); i++) {
            runs.get(i).stateAfter(step, into[i]);
        }
    }

    private LayerRun layer(int level, int direction) {
        return runs.get(stack.index(level, direction));
    }

    private int @Nullable [] turn(int direction) {
        return stack.isReversed(direction) ? turn : null;
    }

    /** Whether a layer writes straight into the input of the next one. */
    private boolean isDirect(int level) {
        return stack.isChain() && level + 1 < stack.levels();
    }

    private Rows input(int level, int direction) {
        LayerRun run = layer(level, direction);
        return new Rows(run.input(), 0, run.inputStride());
    }

    private void read(Piece in, int level, int direction) {
        int[] turned = turn(direction);
        if (level == 0) {
            int[] tokens = in.tokens();
            if (tokens != null) {
                layer(0, direction).tokens(turned == null ? tokens : turned(tokens, turned));
            } else {
                readInput(in, input(0, direction), turned);
            }
            return;
        }
        Rows to = input(level, direction);
        if (!isDirect(level - 1)) {
            outputs.get(level - 1).copyTo(to, team, rows, stack.width(), turned);
        }
        drop(level, to, turned);
        if (stack.options().skips()) {
            readInput(in, to.column(stack.width()), turned);
        }
    }

    private static int[] turned(int[] tokens, int[] turn) {
        int[] turned = new int[turn.length];
        for (int r = 0; r < turn.length; r++) {
            turned[r] = tokens[turn[r]];
        }
        return turned;
    }

    /** The stack's input as columns: x, or tokens as one-hot vectors. */
    private void readInput(Piece in, Rows to, int @Nullable [] turned) {
        int width = stack.input().size();
        Rows x = in.x();
        int[] tokens = in.tokens();
        if (x != null) {
            x.copyTo(to, team, rows, width, turned);
        } else if (tokens != null) {
            to.clear(team, rows, width);
            for (int r = 0; r < rows; r++) {
                int token = tokens[turned == null ? r : turned[r]];
                if (token >= 0 && token < width) { // elsewhere it is padding: the first layer has seen to that
                    to.array()[to.at(r) + token] = 1;
                }
            }
        }
    }

    private void drop(int level, Rows rowsOfInput, int @Nullable [] turned) {
        if (training) {
            CounterRandom mask = new CounterRandom(random.bits(level), random.stream());
            Noise noise = stack.options().noise();
            int period = noise.variational() ? batch : Integer.MAX_VALUE;
            new Dropout(noise.dropout()).apply(team, mask, rowsOfInput, rows, stack.width(), turned, firstRow, period);
        }
    }

    /** Where a layer's output goes: into the stack's, into the next layer, or to a table of its own. */
    private Rows output(int level, Rows out) {
        if (isDirect(level)) {
            return input(level + 1, 0);
        }
        if (stack.options().skips()) {
            return out.column(level * stack.width());
        }
        return level + 1 == stack.levels() ? out : table(stack.width());
    }

    private void run(int level, int direction) {
        LayerRun run = layer(level, direction);
        Rows to = outputs.get(level);
        if (isDirect(level)) {
            run.forward(to.array(), to.stride());
            return;
        }
        int width = stack.output();
        int[] turned = turn(direction);
        if (to.isTable(width) && turned == null && direction == 0) {
            run.forwardExact(to.array());
            return;
        }
        Rows own = table(width);
        run.forwardExact(own.array());
        if (direction == 0) {
            own.copyTo(to, team, rows, width, turned);
        } else if (stack.isConcatenated()) {
            own.copyTo(to.column(width), team, rows, width, turned);
        } else {
            own.addTo(to, team, rows, width, turned);
        }
    }

    /** Begins to go backward, with the gradients of the states after the last step; a null entry for none. */
    List<Backflow> begin(float[][][] ofFinal) {
        List<Backflow> flows = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            flows.add(runs.get(i).begin(ofFinal[i]));
        }
        return flows;
    }

    /** Ends going backward; the gradients of the states before the first step go to where there is an entry. */
    void end(List<Backflow> flows, float[][][] ofInitial) {
        for (int i = 0; i < runs.size(); i++) {
            runs.get(i).end(flows.get(i), ofInitial[i]);
        }
    }

    /**
     * Runs all layers back and adds to the gradients of their parameters.
     *
     * @param gradient of the output
     * @param flows what comes from the piece after this one; becomes what goes to the one before
     * @param toTheEnd whether the latter is wanted
     * @param ofInput gets the gradient of x added; null where it is not wanted
     */
    void backward(Rows gradient, List<Backflow> flows, boolean toTheEnd, @Nullable Rows ofInput) {
        Rows above = ofOutput(stack.levels() - 1, gradient);
        for (int level = stack.levels() - 1; level >= 0; level--) {
            Rows below = level == 0 ? null : ofOutput(level - 1, gradient);
            for (int d = 0; d < stack.directions(); d++) {
                LayerRun run = layer(level, d);
                if (!isDirect(level)) {
                    Rows to = new Rows(run.outputGradient(), 0, run.outputGradientStride());
                    Rows own = stack.isConcatenated() ? above.column(d * stack.output()) : above;
                    own.copyTo(to, team, rows, stack.output(), turn(d));
                }
                run.backward(flows.get(stack.index(level, d)), toTheEnd);
                handDown(level, d, below, ofInput);
            }
            if (below != null) {
                if (stack.options().residual()) {
                    above.addTo(below, team, rows, stack.width(), null);
                }
                above = below;
            }
        }
    }

    /** The gradient of a layer's output, as far as it comes from the stack's. */
    private Rows ofOutput(int level, Rows gradient) {
        if (isDirect(level)) {
            LayerRun run = layer(level, 0);
            return new Rows(run.outputGradient(), 0, run.outputGradientStride());
        }
        boolean top = level + 1 == stack.levels();
        int width = stack.width();
        if (!stack.options().skips() && top) {
            return gradient;
        }
        Rows own = table(width);
        if (stack.options().skips()) {
            gradient.column(level * width).copyTo(own, team, rows, width, null);
        } else {
            own.clear(team, rows, width);
        }
        return own;
    }

    /** Adds the gradient of what a recurrence has read to that of where it came from. */
    private void handDown(int level, int direction, @Nullable Rows below, @Nullable Rows ofInput) {
        LayerRun run = layer(level, direction);
        int[] turned = turn(direction);
        if (below != null && isDirect(level - 1)) {
            run.inputGradient(below.array(), below.stride(), 0);
            drop(level, below, null);
            return;
        }
        boolean skips = level > 0 && stack.options().skips();
        if (below == null && ofInput == null) {
            return;
        }
        int width = stack.layers().get(stack.index(level, direction)).input();
        if (ofInput != null && below == null && turned == null) {
            run.inputGradient(ofInput.array(), ofInput.offset(), ofInput.stride(), 1);
            return;
        }
        Rows of = table(width);
        run.inputGradient(of.array(), width, 0);
        if (below != null) {
            drop(level, of, turned);
            of.addTo(below, team, rows, stack.width(), turned);
        }
        if (ofInput != null && (skips || below == null)) {
            of.column(below == null ? 0 : stack.width())
                    .addTo(ofInput, team, rows, stack.input().size(), turned);
        }
    }
}
