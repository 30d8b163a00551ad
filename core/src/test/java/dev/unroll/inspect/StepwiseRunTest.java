package dev.unroll.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.RecurrentState;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gradients of states, Jacobians and gates, against the definition in double precision. */
class StepwiseRunTest {
    private static final int STEPS = 6;
    private static final int BATCH = 3;
    private static final int WIDTH = 5;
    private static final CounterRandom NO_DROPOUT = new CounterRandom(0, 0);

    private final Engine engine = Engine.of(new ScalarKernels(), 1);

    static List<String> cells() {
        // What an equation for the output hands on is no state.
        return Cell.libraryNames().stream()
                .filter(name -> Cell.library(name).outputEquation().isEmpty())
                .toList();
    }

    private Recurrent stack(Cell cell, int layers) {
        Recurrent stack = new Recurrent(
                engine, cell, Recurrent.features(WIDTH), WIDTH, RecurrentOptions.DEFAULT.withLayers(layers));
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

    private static Tensor input() {
        return Tensor.of(normal(STEPS * BATCH * WIDTH, "x"), STEPS * BATCH, WIDTH);
    }

    private static RecurrentState someState(Recurrent stack) {
        RecurrentState state = stack.zeroState(BATCH);
        for (int l = 0; l < state.values().length; l++) {
            for (int s = 0; s < state.values()[l].length; s++) {
                state.values()[l][s] = normal(BATCH * WIDTH, l + "," + s);
            }
        }
        return state;
    }

    private static double[][] rows(float[] a, int from) {
        double[][] rows = new double[BATCH][WIDTH];
        for (int i = 0; i < BATCH * WIDTH; i++) {
            rows[i / WIDTH][i % WIDTH] = a[from + i];
        }
        return rows;
    }

    private static Interpreter interpreter(Layer layer) {
        Map<String, double[]> parameters = new HashMap<>();
        for (String name : layer.parameterNames()) {
            float[] values = layer.parameter(name);
            double[] wide = new double[values.length];
            Arrays.setAll(wide, i -> values[i]);
            parameters.put(name, wide);
        }
        return new Interpreter(layer.plan().cell(), WIDTH, WIDTH, parameters);
    }

    private static Map<String, double[][]> byName(Cell cell, float[][] states) {
        Map<String, double[][]> named = new HashMap<>();
        for (int s = 0; s < states.length; s++) {
            named.put(cell.states().get(s), rows(states[s], 0));
        }
        return named;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void stepByStepIsTheWholePass(String name) {
        Recurrent stack = stack(Cell.library(name), 2);
        RecurrentState carried = someState(stack);
        try (StepwiseRun run = StepwiseRun.ofFeatures(stack, input(), carried)) {
            Tensor whole = stack.forward(Tape.inference(engine), input(), carried, NO_DROPOUT);

            float[] last = Arrays.copyOfRange(whole.data(), (STEPS - 1) * BATCH * WIDTH, whole.size());
            assertThat(run.lastOutput()).containsExactly(last, within(1e-6f));
            for (int l = 0; l < 2; l++) {
                for (int s = 0; s < carried.values()[l].length; s++) {
                    assertThat(run.after(STEPS - 1).values()[l][s])
                            .containsExactly(carried.values()[l][s], within(1e-6f));
                }
            }
        }
    }

    /** Two layers: what a state of the lower one does to the loss goes through time and through the upper one. */
    @ParameterizedTest
    @MethodSource("cells")
    void gradientsOfEveryStateAreThoseOfTheDefinition(String name) {
        Cell cell = Cell.library(name);
        Recurrent stack = stack(cell, 2);
        float[] ofOutput = normal(BATCH * WIDTH, "gradient");
        try (StepwiseRun run = StepwiseRun.ofFeatures(stack, input(), someState(stack))) {
            GradientFlow flow = run.backward(ofOutput);

            assertThat(flow.states()).isEqualTo(cell.states());
            for (int t = 0; t < STEPS - 1; t++) {
                double[][][] expected = gradientsAfter(stack, run, t, ofOutput);
                for (int l = 0; l < 2; l++) {
                    for (int s = 0; s < cell.states().size(); s++) {
                        double norm = expected[l][s][0];
                        assertThat(flow.norm(l, s, STEPS - 1 - t))
                                .as("layer %d, state %d, step %d", l, s, t)
                                .isCloseTo(norm, within(1e-5 * norm + 1e-9));
                    }
                }
            }
        }
        assertThat(stack.parameters()).noneMatch(Tensor::hasGradient);
    }

    /** Mean norm of ∂L/∂(state after step t) by layer and state, each in an array of one. */
    private static double[][][] gradientsAfter(Recurrent stack, StepwiseRun run, int t, float[] ofOutput) {
        Cell cell = stack.layers().getFirst().plan().cell();
        int left = STEPS - 1 - t;
        double[][][] x = new double[left][][];
        for (int i = 0; i < left; i++) {
            x[i] = rows(input().data(), (t + 1 + i) * BATCH * WIDTH);
        }
        List<Interpreter.Run> runs = new ArrayList<>();
        double[][][] above = x;
        for (int l = 0; l < 2; l++) {
            Interpreter.Run forward = interpreter(stack.layers().get(l))
                    .forward(above, byName(cell, run.after(t).values()[l]));
            runs.add(forward);
            above = forward.states(cell.output());
        }
        double[][][] gradient = new double[left][BATCH][WIDTH];
        gradient[left - 1] = rows(ofOutput, 0);
        double[][][] norms = new double[2][cell.states().size()][1];
        for (int l = 1; l >= 0; l--) {
            Interpreter.Gradients gradients = runs.get(l).backward(gradient, Map.of());
            for (int s = 0; s < cell.states().size(); s++) {
                double[][] ofState = gradients.initial(cell.states().get(s));
                if (l == 0 && cell.states().get(s).equals(cell.output())) {
                    addOfUpperLayer(stack, run, t, runs.get(1).backward(last(ofOutput, left), Map.of()), ofState);
                }
                for (double[] row : ofState) {
                    norms[l][s][0] += norm(row) / BATCH;
                }
            }
            gradient = gradients.x();
        }
        return norms;
    }

    private static double[][][] last(float[] ofOutput, int steps) {
        double[][][] gradient = new double[steps][BATCH][WIDTH];
        gradient[steps - 1] = rows(ofOutput, 0);
        return gradient;
    }

    /** The lower layer's output after step t is also the upper layer's input in step t. */
    private static void addOfUpperLayer(
            Recurrent stack, StepwiseRun run, int t, Interpreter.Gradients upper, double[][] sum) {
        Cell cell = stack.layers().getFirst().plan().cell();
        int output = cell.states().indexOf(cell.output());
        RecurrentState before = t == 0 ? run.before(0) : run.after(t - 1);
        double[][][] x = {rows(run.after(t).values()[0][output], 0)};
        Map<String, double[][]> ofNext = new HashMap<>();
        cell.states().forEach(state -> ofNext.put(state, upper.initial(state)));
        double[][] ofInput = interpreter(stack.layers().get(1))
                .forward(x, byName(cell, before.values()[1]))
                .backward(new double[1][BATCH][WIDTH], ofNext)
                .x()[0];
        for (int b = 0; b < BATCH; b++) {
            for (int i = 0; i < WIDTH; i++) {
                sum[b][i] += ofInput[b][i];
            }
        }
    }

    private static double norm(double[] row) {
        return Math.sqrt(Arrays.stream(row).map(v -> v * v).sum());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theJacobianIsThatOfTheDefinition(String name) {
        Cell cell = Cell.library(name);
        Recurrent stack = stack(cell, 2);
        int elements = cell.states().size() * WIDTH;
        try (StepwiseRun run = StepwiseRun.ofFeatures(stack, input(), someState(stack))) {
            for (int layer = 0; layer < 2; layer++) {
                double[][] jacobian = run.jacobian(layer, 2, 1);
                assertThat(jacobian).hasDimensions(elements, elements);
                double[][] x = layer == 0
                        ? rows(input().data(), 2 * BATCH * WIDTH)
                        : rows(run.after(2).values()[0][cell.states().indexOf(cell.output())], 0);
                for (int row = 0; row < elements; row++) {
                    double[][] ofNext = new double[BATCH][WIDTH];
                    ofNext[1][row % WIDTH] = 1;
                    Interpreter.Gradients expected = interpreter(stack.layers().get(layer))
                            .forward(
                                    new double[][][] {x},
                                    byName(cell, run.after(1).values()[layer]))
                            .backward(
                                    new double[1][BATCH][WIDTH],
                                    Map.of(cell.states().get(row / WIDTH), ofNext));
                    for (int column = 0; column < elements; column++) {
                        double[][] ofState = expected.initial(cell.states().get(column / WIDTH));
                        assertThat(jacobian[row][column]).isCloseTo(ofState[1][column % WIDTH], within(2e-6));
                    }
                }
            }
        }
    }

    @Test
    void theJacobianOfATokenLayerHasTheTokenOfItsSequence() {
        Recurrent stack = new Recurrent(engine, Cell.library("rnn"), Recurrent.tokens(4), WIDTH);
        stack.initialise(3, "");
        int[] tokens = {0, 1, 2, 3, 3, 1};
        try (StepwiseRun run = StepwiseRun.ofTokens(stack, tokens, stack.zeroState(2))) {
            float[] whh = stack.layers().getFirst().parameter("Whh");
            float[] h = run.after(1).values()[0][0];
            double[][] jacobian = run.jacobian(0, 1, 1);
            for (int i = 0; i < WIDTH; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    double slope = 1 - h[WIDTH + i] * h[WIDTH + i];
                    assertThat(jacobian[i][j]).isCloseTo(slope * whh[i * WIDTH + j], within(1e-6));
                }
            }
        }
    }

    /** 0.01 a step: after 60 steps 1e-120, which no float holds; and 1e120 the other way. */
    @ParameterizedTest
    @ValueSource(floats = {0.01f, 100})
    void gradientsBeyondTheRangeOfAFloatAreMeasured(float factor) {
        Recurrent stack = new Recurrent(
                engine, Cell.parse("linear", "h' = W h + V x\ninit W = identity"), Recurrent.features(1), 4);
        stack.initialise(1, "");
        Layer layer = stack.layers().getFirst();
        float[] w = layer.parameter("W");
        for (int i = 0; i < w.length; i++) {
            w[i] *= factor;
        }
        layer.setParameter("W", w);
        try (StepwiseRun run = StepwiseRun.ofFeatures(stack, Tensor.of(new float[61], 61, 1), stack.zeroState(1))) {
            GradientFlow flow = run.backward(new float[] {3, 0, 4, 0});
            for (int distance = 0; distance <= 60; distance++) {
                double expected = 5 * Math.pow(factor, distance);
                assertThat(flow.norm(0, 0, distance)).isCloseTo(expected, within(1e-5 * expected));
            }
        }
    }

    @Test
    void countsWhatGatesDo() {
        // z is the same at every step; half of its units are shut, one is open, the others in between.
        Cell cell = Cell.parse("gated", "z = sigmoid(bz)\nn = tanh(Wx x + W h)\nh' = z * h + (1 - z) * n");
        Recurrent stack = stack(cell, 2);
        stack.layers().get(1).setParameter("bz", new float[] {-4, -4, 0, 1, 4});
        try (StepwiseRun run = StepwiseRun.ofFeatures(stack, input(), someState(stack))) {
            List<GateUse> gates = GateUse.of(run);

            assertThat(gates).extracting(GateUse::layer).containsExactly(0, 1);
            assertThat(gates).extracting(GateUse::gate).containsOnly("z");
            GateUse upper = gates.get(1);
            assertThat(upper.left()).containsExactly(new double[] {1, 1, 0, 0, 0}, within(1e-9));
            assertThat(upper.right()).containsExactly(new double[] {0, 0, 0, 0, 1}, within(1e-9));
            assertThat(upper.mean()[3]).isCloseTo(1 / (1 + Math.exp(-1)), within(1e-6));
            assertThat(upper.leftShare()).isCloseTo(0.4, within(1e-9));
        }
    }

    @Test
    void gatesActOnTheStatesOfTheRunItself() {
        Recurrent stack = stack(Cell.library("lstm"), 2);
        try (StepwiseRun run = StepwiseRun.ofFeatures(stack, input(), someState(stack))) {
            List<GateUse> gates = GateUse.of(run);

            assertThat(gates).extracting(GateUse::gate).containsExactly("i", "f", "o", "i", "f", "o");
            // h = o · tanh(c) says what o was.
            double[] open = new double[WIDTH];
            for (int t = 0; t < STEPS; t++) {
                float[][] states = run.after(t).values()[1];
                for (int i = 0; i < BATCH * WIDTH; i++) {
                    open[i % WIDTH] += states[1][i] / Math.tanh(states[0][i]) / (STEPS * BATCH);
                }
            }
            assertThat(gates.get(5).mean()).containsExactly(open, within(1e-4));
        }
    }

    @Test
    void findsGatesByWhatTheyAre() {
        assertThat(Gates.of(Cell.library("rnn")).states()).isEmpty();
        assertThat(Gates.of(Cell.library("gru")).states()).containsOnlyKeys("r", "z");
        // late stands behind the state that the layer hands on.
        Cell odd = Cell.parse(
                "odd", "p = sigmoid(x)\nq = sigmoid(p)\nz = sigmoid(V q)\ns' = z * s + W s\nlate = sigmoid(W s')");
        Gates gates = Gates.of(odd);
        assertThat(gates.states()).containsOnlyKeys("p", "q", "z");
        assertThat(gates.watched().output()).isEqualTo("s");
        assertThat(gates.watched().parameterShapes(4, 3).keySet())
                .isEqualTo(odd.parameterShapes(4, 3).keySet());
    }
}
