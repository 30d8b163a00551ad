package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.CellCase.Sizes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/decisions/006-lengths.md says of sequences that end early, for every cell on every implementation of the kernels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LengthsContract {
    /** Few rows, whose input is multiplied step by step, and many; columns of less than a panel, one, and several. */
    private static final Map<Sizes, int[]> CASES = Map.of(
            new Sizes(5, 3, 6, 7, false), new int[] {2, 5, 1},
            new Sizes(4, 2, 5, 40, true), new int[] {3, 1},
            new Sizes(6, 11, 9, 17, false), new int[] {6, 5, 4, 3, 2, 1, 1, 2, 6, 3, 5},
            new Sizes(7, 10, 7, 33, true), new int[] {1, 1, 1, 1, 7, 7, 2, 6, 1, 3});

    private final Engine engine;
    private final List<Engine> teams;

    protected LengthsContract(Kernels kernels) {
        engine = Engine.of(kernels, 1);
        teams = List.of(Engine.of(kernels, 2), Engine.of(kernels, 3));
    }

    @AfterAll
    void dismiss() {
        teams.forEach(Engine::close);
    }

    static Stream<Cell> cells() {
        return CellContract.cells();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceThatEndsEarlyIsTheSequenceAlone(Cell cell) {
        CASES.forEach(new CellProperties(engine, cell, 1)::endsEarly);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whatLiesPastTheEndChangesNoBit(Cell cell) {
        CASES.forEach(new CellProperties(engine, cell, 1)::whatLiesPastTheEndChangesNoBit);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void fullLengthsAreNoLengths(Cell cell) {
        CASES.keySet().forEach(sizes -> {
            CellCase whole = new CellCase(cell, sizes, 1);
            int[] full = new int[sizes.batch()];
            Arrays.fill(full, sizes.steps());
            Layer layer = whole.layer(engine);
            Map<String, float[]> expected = whole.compiled(layer);
            assertSameBits(whole.withLengths(full, 0).compiled(layer), expected);
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aPassAfterOneWithLengthsHasNone(Cell cell) {
        CASES.forEach((sizes, lengths) -> {
            CellCase whole = new CellCase(cell, sizes, 1);
            Layer layer = whole.layer(engine);
            Map<String, float[]> before = whole.compiled(layer);
            whole.withLengths(lengths, Float.NaN).compiled(layer);
            assertSameBits(whole.compiled(layer), before);
        });
    }

    /** Many sequences are split among the threads; of few sequences, the columns. */
    @ParameterizedTest
    @MethodSource("cells")
    void anyNumberOfThreadsGivesTheSameBits(Cell cell) {
        Map<Sizes, int[]> cases = Map.of(
                new Sizes(3, 12, 5, 17, false), new int[] {1, 2, 3, 1, 2, 3, 3, 3, 1, 1, 1, 2},
                new Sizes(2, 7, 5, 200, false), new int[] {1, 2, 2, 1, 1, 2, 1});
        cases.forEach((sizes, lengths) -> {
            CellCase ragged = new CellCase(cell, sizes, 1).withLengths(lengths, Float.NaN);
            Map<String, float[]> alone = ragged.compiled(ragged.layer(engine));
            teams.forEach(team -> assertSameBits(ragged.compiled(ragged.layer(team)), alone));
        });
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceWithoutStepsHandsItsStateThrough(Cell cell) {
        Sizes sizes = new Sizes(3, 2, 5, 17, false);
        CellCase ragged = new CellCase(cell, sizes, 1).withLengths(new int[] {0, 3}, Float.NaN);
        Map<String, float[]> results = ragged.compiled(ragged.layer(engine));
        int row = sizes.hidden();
        cell.states().forEach(state -> {
            assertThat(Arrays.copyOf(results.get("final " + state), row))
                    .isEqualTo(Arrays.copyOf(ragged.initial(state), row));
            assertThat(Arrays.copyOf(results.get("gradient of initial " + state), row))
                    .isEqualTo(Arrays.copyOf(ragged.finalGradient(state), row));
        });
        assertThat(Arrays.copyOf(results.get("out"), row)).containsOnly(0);
    }

    @Test
    void saysWhichLengthsDoNotFit() {
        Layer layer = new CellCase(Cell.library("rnn"), new Sizes(3, 2, 5, 7, true), 1).layer(engine);
        LayerRun run = layer.begin(3, 2, true);
        for (int[] wrong : List.of(new int[] {1}, new int[] {4, 1}, new int[] {-1, 1})) {
            assertThatThrownBy(() -> run.lengths(wrong))
                    .hasMessage("lengths " + Arrays.toString(wrong) + " for 2 sequences of at most 3 steps");
        }
        run.lengths(3, 1);
        assertThatThrownBy(() -> run.tokens(new int[] {1, 1, -1, -1, 1, -1}))
                .hasMessage("token -1 is not one of the 5 that the layer knows");
    }

    private static void assertSameBits(Map<String, float[]> actual, Map<String, float[]> expected) {
        expected.forEach((name, values) -> assertThat(actual.get(name)).as(name).isEqualTo(values));
    }
}
