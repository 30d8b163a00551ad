package dev.unroll.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.nn.Directions;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Interpreter;
import dev.unroll.recurrence.Layer;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Gradients of the states of stacks with skips, residuals and an equation for the output, against differences in double. */
class WiredGradientsTest {
    private static final int STEPS = 4;
    private static final int BATCH = 2;
    private static final int INPUT = 3;
    private static final int WIDTH = 4;
    private static final int LAYERS = 3;
    private static final double DELTA = 1e-5;

    /** Its output reads a state directly, and one through another value of the step. */
    private static final Cell READOUT = Cell.parse("readout", """
            c' = 0.5 * c + tanh(W h + Wx x)
            v  = tanh(c')
            h' = tanh(V v + U h)
            y  = A v + B (v * h') + by
            """);

    private final Engine engine = Engine.of(new ScalarKernels(), 1);

    static Stream<Arguments> stacks() {
        List<Arguments> all = new ArrayList<>();
        for (Cell cell : List.of(Cell.library("lstm"), Cell.library("gru"), Cell.library("rnn-preact"), READOUT)) {
            for (boolean skips : new boolean[] {false, true}) {
                for (boolean residual : new boolean[] {false, true}) {
                    all.add(Arguments.of(cell, skips, residual));
                }
            }
        }
        return all.stream();
    }

    private Recurrent stack(Cell cell, boolean skips, boolean residual, Recurrent.Input input) {
        RecurrentOptions options =
                RecurrentOptions.DEFAULT.withLayers(LAYERS).withSkips(skips).withResidual(residual);
        Recurrent stack = new Recurrent(engine, cell, input, WIDTH, options);
        stack.initialise(3, "");
        return stack;
    }

    private static float[] normal(int length, String name) {
        CounterRandom random = CounterRandom.named(7, name);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.normal(i);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void gradientsGoEveryWayThereIs(Cell cell, boolean skips, boolean residual) {
        Recurrent stack = stack(cell, skips, residual, Recurrent.features(INPUT));
        Tensor x = Tensor.of(normal(STEPS * BATCH * INPUT, "x"), STEPS * BATCH, INPUT);
        float[] ofOutput = normal(BATCH * stack.outputWidth(), "gradient");
        ByDefinition definition = new ByDefinition(stack, x.data(), ofOutput);
        try (StepwiseRun run = StepwiseRun.ofFeatures(stack, x, stack.zeroState(BATCH))) {
            float[] last = stack.forward(Tape.inference(engine), x, stack.zeroState(BATCH), new CounterRandom(0, 0))
                    .data();
            assertThat(run.lastOutput())
                    .containsExactly(
                            Arrays.copyOfRange(last, last.length - run.lastOutput().length, last.length),
                            within(1e-6f));
            GradientFlow flow = run.backward(ofOutput);
            for (int l = 0; l < LAYERS; l++) {
                for (int s = 0; s < cell.states().size(); s++) {
                    for (int t = 0; t < STEPS; t++) {
                        double norm = definition.norm(l, cell.states().get(s), t);
                        assertThat(flow.norm(l, s, STEPS - 1 - t))
                                .as("layer %d, state %d, step %d", l, s, t)
                                .isCloseTo(norm, within(1e-5 * norm + 1e-7));
                    }
                }
            }
        }
        assertThat(stack.parameters()).noneMatch(Tensor::hasGradient);
    }

    /** A token goes to the upper layers as a one-hot vector. */
    @Test
    void tokensSkipToo() {
        Recurrent stack = stack(Cell.library("lstm"), true, true, Recurrent.tokens(INPUT));
        int[] tokens = {0, 2, 1, 1, 2, 0, 0, 1};
        float[] last = stack.forward(Tape.inference(engine), tokens, stack.zeroState(BATCH), new CounterRandom(0, 0))
                .data();
        try (StepwiseRun run = StepwiseRun.ofTokens(stack, tokens, stack.zeroState(BATCH))) {
            assertThat(run.lastOutput())
                    .containsExactly(
                            Arrays.copyOfRange(last, last.length - run.lastOutput().length, last.length),
                            within(1e-6f));
            assertThat(run.jacobian(2, 1, 1)).hasDimensions(2 * WIDTH, 2 * WIDTH);
            assertThat(GateUse.of(run)).hasSize(3 * LAYERS);
        }
    }

    @Test
    void refusesToReadBackward() {
        Recurrent both = new Recurrent(
                engine,
                Cell.library("rnn"),
                Recurrent.tokens(2),
                WIDTH,
                RecurrentOptions.DEFAULT.withDirections(Directions.SUMMED));
        assertThatThrownBy(() -> StepwiseRun.ofTokens(both, new int[] {1}, both.zeroState(1)))
                .hasMessageContaining("reads forward");
    }

    @Test
    void anOutputIsACellOfItsStates() {
        assertThat(OutputCell.of(READOUT, Set.of())).isEqualTo(Cell.parse("readout", """
                v = tanh(unrolled_next_c)
                c' = c
                unrolled_next_c' = unrolled_next_c
                h' = h
                unrolled_next_h' = unrolled_next_h
                y = A v + B (v * unrolled_next_h) + by
                """));
        // With zoneout, v is made of what the equation of c gives.
        assertThat(OutputCell.of(READOUT, Set.of("c"))).isEqualTo(Cell.parse("readout", """
                unrolled_inner_c = 0.5 * c + tanh(W h + Wx x)
                v = tanh(unrolled_inner_c)
                c' = c
                unrolled_next_c' = unrolled_next_c
                h' = h
                unrolled_next_h' = unrolled_next_h
                y = A v + B (v * unrolled_next_h) + by
                """));
    }

    /** The stack, one interpreted step after the other; a state can be moved a little after a step. */
    private static final class ByDefinition {
        private final Recurrent stack;
        private final Cell cell;
        private final float[] x;
        private final float[] ofOutput;
        private final List<Map<String, double[]>> parameters = new ArrayList<>();

        ByDefinition(Recurrent stack, float[] x, float[] ofOutput) {
            this.stack = stack;
            this.x = x;
            this.ofOutput = ofOutput;
            cell = stack.layers().getFirst().plan().cell();
            for (Layer layer : stack.layers()) {
                Map<String, double[]> own = new HashMap<>();
                layer.parameterNames().forEach(name -> own.put(name, wide(layer.parameter(name))));
                parameters.add(own);
            }
        }

        private static double[] wide(float[] values) {
            double[] wide = new double[values.length];
            Arrays.setAll(wide, i -> values[i]);
            return wide;
        }

        /** Mean over the sequences of the norm of the loss's gradient by a layer's state after a step. */
        double norm(int layer, String state, int step) {
            double sum = 0;
            for (int b = 0; b < BATCH; b++) {
                double squares = 0;
                for (int i = 0; i < WIDTH; i++) {
                    double slope = (loss(layer, state, step, b, i, DELTA) - loss(layer, state, step, b, i, -DELTA))
                            / (2 * DELTA);
                    squares += slope * slope;
                }
                sum += Math.sqrt(squares) / BATCH;
            }
            return sum;
        }

        private double loss(int layer, String state, int step, int b, int i, double delta) {
            List<Map<String, double[][]>> states = new ArrayList<>();
            for (int l = 0; l < LAYERS; l++) {
                states.add(Map.of());
            }
            double loss = 0;
            for (int t = 0; t < STEPS; t++) {
                double[][] in = new double[BATCH][INPUT];
                for (int k = 0; k < BATCH * INPUT; k++) {
                    in[k / INPUT][k % INPUT] = x[t * BATCH * INPUT + k];
                }
                double[][] below = in;
                for (int l = 0; l < LAYERS; l++) {
                    double[][] read = l > 0 && stack.options().skips() ? joined(below, in) : below;
                    Interpreter.Run run = new Interpreter(cell, WIDTH, read[0].length, parameters.get(l))
                            .forward(new double[][][] {read}, states.get(l));
                    Map<String, double[][]> next = new HashMap<>();
                    cell.states().forEach(s -> next.put(s, run.states(s)[0]));
                    if (l == layer && t == step) {
                        next.get(state)[b][i] += delta;
                    }
                    double[][] own = output(l, next);
                    for (int k = 0; k < BATCH * WIDTH && stack.options().residual() && l > 0; k++) {
                        own[k / WIDTH][k % WIDTH] += below[k / WIDTH][k % WIDTH];
                    }
                    boolean handedOut = stack.options().skips() || l + 1 == LAYERS;
                    for (int k = 0; k < BATCH * WIDTH && handedOut && t + 1 == STEPS; k++) {
                        int column = (stack.options().skips() ? l * WIDTH : 0) + k % WIDTH;
                        loss += ofOutput[k / WIDTH * stack.outputWidth() + column] * own[k / WIDTH][k % WIDTH];
                    }
                    states.set(l, next);
                    below = own;
                }
            }
            return loss;
        }

        private static double[][] joined(double[][] a, double[][] b) {
            double[][] rows = new double[a.length][];
            for (int r = 0; r < a.length; r++) {
                rows[r] = Arrays.copyOf(a[r], a[r].length + b[r].length);
                System.arraycopy(b[r], 0, rows[r], a[r].length, b[r].length);
            }
            return rows;
        }

        /** What a layer gives, made of its states after the step. */
        private double[][] output(int layer, Map<String, double[][]> states) {
            double[][] h = states.get("h");
            double[][] y = new double[BATCH][WIDTH];
            for (int b = 0; b < BATCH; b++) {
                for (int o = 0; o < WIDTH; o++) {
                    y[b][o] = switch (cell.name()) {
                        case "rnn-preact" ->
                            product(layer, "Wy", o, mapped(h[b], h[b], false))
                                    + parameters.get(layer).get("by")[o];
                        case "readout" -> {
                            double[] v = mapped(states.get("c")[b], h[b], false);
                            double[] vh = mapped(states.get("c")[b], h[b], true);
                            yield product(layer, "A", o, v)
                                    + product(layer, "B", o, vh)
                                    + parameters.get(layer).get("by")[o];
                        }
                        default -> h[b][o];
                    };
                }
            }
            return y;
        }

        /** tanh, times h where that is wanted. */
        private static double[] mapped(double[] a, double[] h, boolean times) {
            double[] values = new double[a.length];
            Arrays.setAll(values, i -> Math.tanh(a[i]) * (times ? h[i] : 1));
            return values;
        }

        private double product(int layer, String matrix, int row, double[] operand) {
            double[] w = parameters.get(layer).get(matrix);
            double sum = 0;
            for (int i = 0; i < operand.length; i++) {
                sum += w[row * operand.length + i] * operand[i];
            }
            return sum;
        }
    }
}
