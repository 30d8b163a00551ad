package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.expr.Expr;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterpreterTest {
    private static final double[][][] ONE_STEP = {{{0.3, -0.2}}};

    static Stream<Cell> cells() {
        return Stream.concat(Cell.libraryNames().stream().map(Cell::library), OddCells.ALL.stream());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void gradientsAgreeWithDifferences(Cell cell) {
        for (long seed = 1; seed <= 3; seed++) {
            GradientCheck check = GradientCheck.of(cell, seed);
            assertThat(check.errors().keySet())
                    .contains("x")
                    .containsAll(cell.states())
                    .containsAll(cell.vectors());
            assertThat(check.worst()).as("seed %d: %s", seed, check.errors()).isLessThan(1e-7);
        }
    }

    @Test
    void unrollsAnElmanNetworkAsWrittenByHand() {
        Map<String, double[]> parameters = Map.of(
                "Wxh", new double[] {0.5, -0.4, 0.1, 0.7, -0.6, 0.2}, // 3 × 2, row by row
                "Whh", new double[] {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9},
                "bh", new double[] {0.01, 0.02, 0.03});
        double[][][] x = {{{1, 2}}, {{-1, 0.5}}};
        double[][][] h = new Interpreter(Cell.library("rnn"), 3, 2, parameters)
                .forward(x, Map.of("h", new double[][] {{0, 0.5, 0}}))
                .states("h");
        double h0 = Math.tanh(0.5 - 0.8 + 0.2 * 0.5 + 0.01);
        double h1 = Math.tanh(0.1 + 1.4 + 0.5 * 0.5 + 0.02);
        double h2 = Math.tanh(-0.6 + 0.4 + 0.8 * 0.5 + 0.03);
        assertThat(h[0][0]).containsExactly(new double[] {h0, h1, h2}, within(1e-15));
        assertThat(h[1][0][2]).isCloseTo(Math.tanh(0.6 + 0.1 + 0.7 * h0 + 0.8 * h1 + 0.9 * h2 + 0.03), within(1e-15));
    }

    @Test
    void theTwoGatedRecurrentUnitsResetBeforeAndAfterTheProduct() {
        Map<String, double[]> parameters = new HashMap<>();
        for (String name : List.of("Wxr", "Whr", "Wxz", "Whz", "Wxn", "Whn", "br", "bz")) {
            parameters.put(name, new double[] {0.5});
        }
        double gate = 1 / (1 + Math.exp(-(0.5 + 0.4 + 0.5)));
        Map<String, double[]> cho = new HashMap<>(parameters);
        cho.put("bn", new double[] {0.3});
        assertThat(step("gru", cho))
                .isCloseTo(gate * 0.8 + (1 - gate) * Math.tanh(0.5 + 0.5 * gate * 0.8 + 0.3), within(1e-15));
        Map<String, double[]> torch = new HashMap<>(parameters);
        torch.put("bxn", new double[] {0.3});
        torch.put("bhn", new double[] {0.2});
        assertThat(step("gru-torch", torch))
                .isCloseTo((1 - gate) * Math.tanh(0.5 + 0.3 + gate * (0.5 * 0.8 + 0.2)) + gate * 0.8, within(1e-15));
    }

    /** One step of a cell of one unit from h = 0.8 with x = 1. */
    private static double step(String cell, Map<String, double[]> parameters) {
        return new Interpreter(Cell.library(cell), 1, 1, parameters)
                .forward(new double[][][] {{{1}}}, Map.of("h", new double[][] {{0.8}}))
                .states("h")[0][0][0];
    }

    @Test
    void aSequenceCutInTwoWithItsStatesCarriedIsTheWhole() {
        Cell cell = OddCells.PEEPHOLES;
        Interpreter interpreter = new Interpreter(cell, 2, 2, constants(cell, 2, 2));
        double[][][] x = {{{0.1, 0.2}}, {{0.3, -0.4}}, {{0.5, 0.6}}};
        Interpreter.Run whole = interpreter.forward(x, Map.of());
        Map<String, double[][]> carried = new HashMap<>();
        Interpreter.Run first = interpreter.forward(Arrays.copyOf(x, 2), Map.of());
        cell.states().forEach(state -> carried.put(state, first.states(state)[1]));
        Interpreter.Run second = interpreter.forward(Arrays.copyOfRange(x, 2, 3), carried);
        assertThat(second.states("h")[0]).isDeepEqualTo(whole.states("h")[2]);
    }

    @Test
    void aMatrixIsAsWideAsItsOperand() {
        assertThat(Cell.library("lstm").parameterShapes(5, 3))
                .containsEntry("Wxi", new int[] {5, 3})
                .containsEntry("Whi", new int[] {5, 5})
                .containsEntry("bi", new int[] {5});
        assertThat(OddCells.DEEP_INPUT.parameterShapes(5, 3))
                .containsEntry("Px", new int[] {5, 3})
                .containsEntry("W", new int[] {5, 5});
    }

    @Test
    void refusesWhatDoesNotFit() {
        Cell rnn = Cell.library("rnn");
        Map<String, double[]> good = constants(rnn, 3, 2);
        assertThatThrownBy(() -> new Cell("c", List.of(new Cell.Equation("h'", Expr.parse("W x + W h"))), Map.of())
                        .parameterShapes(4, 3))
                .hasMessageStartingWith("cell c: W is [4, 3] in one place and [4, 4] in another");
        assertThatThrownBy(() -> new Interpreter(rnn, 3, 2, Map.of()))
                .hasMessage("cell rnn: the parameter Wxh has 6 elements, got none");
        assertThatThrownBy(() -> new Interpreter(rnn, 3, 2, constants(Cell.library("gru"), 3, 2)))
                .hasMessageContaining("has no parameter")
                .hasMessageContaining("it has Wxh, Whh, bh");
        Interpreter interpreter = new Interpreter(rnn, 3, 2, good);
        assertThatThrownBy(() -> interpreter.forward(new double[0][][], Map.of()))
                .hasMessageContaining("at least one");
        assertThatThrownBy(() -> interpreter.forward(new double[][][] {{{1}}}, Map.of()))
                .hasMessage("cell rnn: x must be 1 rows of 2");
        assertThatThrownBy(() -> interpreter.forward(ONE_STEP, Map.of("c", new double[1][3])))
                .hasMessage("cell rnn has no state c; it has h");
        Interpreter.Run run = interpreter.forward(ONE_STEP, Map.of());
        assertThatThrownBy(() -> run.states("c")).hasMessage("cell rnn has no state c; it has h");
        assertThatThrownBy(() -> run.backward(new double[2][1][3], Map.of())).hasMessageContaining("2 steps");
    }

    private static Map<String, double[]> constants(Cell cell, int hidden, int input) {
        Map<String, double[]> parameters = new HashMap<>();
        cell.parameterShapes(hidden, input).forEach((name, shape) -> {
            double[] values = new double[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
            Arrays.setAll(values, i -> 0.3 * Math.cos(i + name.hashCode()));
            parameters.put(name, values);
        });
        return parameters;
    }
}
