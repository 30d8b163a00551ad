package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.CellCase.Sizes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every cell must do on every implementation of the kernels: the compiled cell is the interpreted one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CellContract {
    /** Less than a panel, whole panels and ragged ones; the last two have too many rows for products step by step. */
    private static final List<Sizes> SIZES = List.of(
            new Sizes(1, 1, 3, 1, false),
            new Sizes(2, 3, 5, 7, true),
            new Sizes(6, 9, 20, 17, false),
            new Sizes(6, 1, 7, 33, true),
            new Sizes(1, 9, 1, 40, false),
            new Sizes(2, 1, 40, 32, false),
            new Sizes(6, 3, 5, 40, true),
            new Sizes(8, 9, 33, 33, false),
            new Sizes(8, 9, 7, 17, true));

    private final Kernels kernels;

    /** One for all tests on one thread, so that equal programs are compiled once. */
    private final Engine engine;

    protected CellContract(Kernels kernels) {
        this.kernels = kernels;
        engine = Engine.of(kernels, 1);
    }

    static Stream<Cell> cells() {
        return Stream.of(
                        Cell.libraryNames().stream().map(Cell::library),
                        OddCells.ALL.stream(),
                        Stream.of(OddCells.GAIN))
                .flatMap(s -> s);
    }

    private CellProperties of(Cell cell) {
        return new CellProperties(engine, cell, 1);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theCompiledCellIsTheInterpretedOne(Cell cell) {
        SIZES.forEach(of(cell)::compiledIsInterpreted);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void memoryOfAnEarlierPassMakesNoDifference(Cell cell) {
        of(cell).memoryOfAnEarlierPassMakesNoDifference();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceCutInTwoWithItsStatesCarriedIsTheWhole(Cell cell) {
        of(cell).cutInTwoIsTheWhole(new Sizes(6, 3, 5, 17, false));
        of(cell).cutInTwoIsTheWhole(new Sizes(6, 3, 5, 17, true));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void sequencesOfABatchDoNotMeet(Cell cell) {
        of(cell).sequencesDoNotMeet(new Sizes(4, 5, 6, 17, false));
        of(cell).sequencesDoNotMeet(new Sizes(4, 5, 6, 17, true));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void paddingGetsNoGradient(Cell cell) {
        of(cell).paddedWidthGetsNoGradient(new Sizes(3, 2, 5, 7, false));
        of(cell).paddedWidthGetsNoGradient(new Sizes(3, 2, 5, 7, true));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aReachOfEverythingIsFullBackpropagation(Cell cell) {
        of(cell).aReachOfEverythingIsFullBackpropagation(7);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void sequencesEndEarlyInBothDirections(Cell cell) {
        of(cell).bothDirectionsEndEarly(7, 4, 1, 3);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void streamingGivesTheSameBits(Cell cell) {
        of(cell).streamingIsTheBatch(17);
        of(cell).lanesDoNotDependOnEachOther(17);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aLoadedModelIsTheSavedOne(Cell cell) {
        of(cell).loadedIsSaved(17);
    }

    /** Many sequences are split among the threads; of few sequences, the columns. */
    @ParameterizedTest
    @MethodSource("cells")
    void anyNumberOfThreadsGivesTheSameBits(Cell cell) {
        for (boolean byRows : new boolean[] {true, false}) {
            Sizes sizes = byRows ? new Sizes(3, 12, 5, 17, false) : new Sizes(2, 7, 5, 300, false);
            CellCase given = new CellCase(cell, sizes, 1);
            Map<String, float[]> alone = onThreads(given, 1, new WatchedProducts(kernels));
            for (int threads = 2; threads <= 3; threads++) {
                WatchedProducts watched = new WatchedProducts(kernels);
                assertSameBits(cell, onThreads(given, threads, watched), alone);
                assertThat(watched.threads()).hasSize(threads);
                // An equation for the output multiplies the few rows of all steps at once.
                boolean readout = cell.outputEquation().isPresent();
                int share = byRows ? 12 / threads : 7;
                assertThat(watched.rows()).isEqualTo(readout ? Set.of(share, sizes.rows()) : Set.of(share));
            }
        }
    }

    private static Map<String, float[]> onThreads(CellCase given, int threads, WatchedProducts watched) {
        try (Engine engine = Engine.of(watched.kernels(), threads)) {
            return given.compiled(given.layer(engine));
        }
    }

    private static void assertSameBits(Cell cell, Map<String, float[]> actual, Map<String, float[]> expected) {
        expected.forEach((name, values) ->
                assertThat(actual.get(name)).as("%s of %s", name, cell.name()).isEqualTo(values));
    }
}
