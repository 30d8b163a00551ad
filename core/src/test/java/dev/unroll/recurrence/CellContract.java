package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.RecurrentStream;
import dev.unroll.recurrence.CellCase.Sizes;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every cell must do on every implementation of the kernels: the compiled cell is the interpreted one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CellContract {
    /**
     * Largest error of a result relative to its largest element. A float's rounding is 6e-8; what sums of some hundred
     * terms, a few steps of recurrence and cancellation in gradients make of it was 2e-5 at worst in 2,000 random cells.
     */
    private static final double WITHIN = 3e-5;

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

    private static final RecurrentOptions TWO_LAYERS = RecurrentOptions.DEFAULT.withLayers(2);

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

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theCompiledCellIsTheInterpretedOne(Cell cell) {
        for (Sizes sizes : SIZES) {
            check(cell, sizes, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void soIsARandomCell(long seed) {
        Cell cell = RandomCell.of(seed);
        check(cell, new Sizes(3, 4, 6, 7, false), seed);
        check(cell, new Sizes(4, 2, 5, 40, true), seed);
        check(cell, new Sizes(6, 11, 9, 17, false), seed);
    }

    private void check(Cell cell, Sizes sizes, long seed) {
        CellCase given = new CellCase(cell, sizes, seed);
        Map<String, double[]> exact = given.interpreted();
        Map<String, float[]> compiled = given.compiled(given.layer(engine));
        exact.forEach((name, values) -> {
            double error = error(compiled.get(name), values);
            assertThat(error)
                    .as("%s of seed %d, %s%n%s", name, seed, sizes, cell.print())
                    .isLessThan(WITHIN);
        });
    }

    /** The largest difference, relative to the largest element; NaN if there is a NaN. */
    static double error(float[] values, double[] exact) {
        double size = 0;
        double difference = 0;
        for (int i = 0; i < exact.length; i++) {
            size = Math.max(size, Math.abs(exact[i]));
            difference = Math.max(difference, Math.abs(values[i] - exact[i]));
        }
        return size == 0 ? difference : difference / size;
    }

    @ParameterizedTest
    @MethodSource("cells")
    void memoryOfAnEarlierPassMakesNoDifference(Cell cell) {
        Sizes sizes = new Sizes(3, 2, 5, 17, false);
        CellCase given = new CellCase(cell, sizes, 1);
        Layer layer = given.layer(engine);
        Map<String, float[]> first = given.compiled(layer);
        new CellCase(cell, sizes, 2).compiled(layer);
        assertSameBits(cell, given.compiled(layer), first);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aSequenceCutInTwoWithItsStatesCarriedIsTheWhole(Cell cell) {
        for (boolean tokens : new boolean[] {false, true}) {
            CellCase given = new CellCase(cell, new Sizes(6, 3, 5, 17, tokens), 1);
            Layer layer = given.layer(engine);
            float[] whole = given.compiled(layer).get("out");
            for (int first = 1; first < 6; first++) {
                assertThat(given.compiledInTwo(layer, first))
                        .as("cut after step %d", first)
                        .isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void sequencesOfABatchDoNotMeet(Cell cell) {
        int[] order = {3, 0, 4, 2, 1};
        for (boolean tokens : new boolean[] {false, true}) {
            Sizes sizes = new Sizes(4, 5, 6, 17, tokens);
            CellCase given = new CellCase(cell, sizes, 1);
            Map<String, float[]> results = given.compiled(given.layer(engine));
            CellCase permuted = given.permuted(order);
            Map<String, float[]> others = permuted.compiled(permuted.layer(engine));
            given.rowWidths()
                    .forEach((name, width) -> assertThat(others.get(name))
                            .as(name)
                            .isEqualTo(CellCase.permuted(results.get(name), width, order)));
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void paddingGetsNoGradient(Cell cell) {
        for (boolean tokens : new boolean[] {false, true}) {
            CellCase given = new CellCase(cell, new Sizes(3, 2, 5, 7, tokens), 1);
            Layer layer = given.layer(engine);
            given.compiled(layer);
            for (String name : layer.parameterNames()) {
                layer.write(name, new float[layer.gradient(name).length], Tensor::gradient);
            }
            assertThat(layer.tensors()).allSatisfy(t -> assertThat(t.gradient()).containsOnly(0));
        }
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

    @ParameterizedTest
    @MethodSource("cells")
    void streamingGivesTheSameBits(Cell cell) {
        int batch = 3;
        int steps = 5;
        Recurrent stack = new Recurrent(engine, cell, Recurrent.tokens(11), 17, TWO_LAYERS);
        stack.initialise(1, "");
        int[] tokens = new SplittableRandom(1).ints((long) steps * batch, 0, 11).toArray();
        RecurrentState state = stack.zeroState(batch);
        float[] whole = forward(stack, tokens, state);
        RecurrentStream stream = stack.stream(batch);
        for (int t = 0; t < steps; t++) {
            float[] out = stream.step(Arrays.copyOfRange(tokens, t * batch, (t + 1) * batch));
            assertThat(out).as("step %d", t).isEqualTo(Arrays.copyOfRange(whole, t * out.length, (t + 1) * out.length));
        }
        assertThat(stream.state().values()).isDeepEqualTo(state.values());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aLoadedModelIsTheSavedOne(Cell cell) {
        int[] tokens = {3, 1, 4, 1, 5, 9};
        Recurrent saved = new Recurrent(engine, cell, Recurrent.tokens(11), 17, TWO_LAYERS);
        saved.initialise(1, "");
        Recurrent loaded = new Recurrent(engine, cell, Recurrent.tokens(11), 17, TWO_LAYERS);
        loaded.initialise(2, "");
        float[] expected = forward(saved, tokens, saved.zeroState(2));
        assertThat(forward(loaded, tokens, loaded.zeroState(2))).isNotEqualTo(expected);
        loaded.load(saved.state());
        assertThat(forward(loaded, tokens, loaded.zeroState(2))).isEqualTo(expected);
    }

    private float[] forward(Recurrent stack, int[] tokens, RecurrentState state) {
        return stack.forward(Tape.inference(engine), tokens, state, new CounterRandom(1, 1))
                .data();
    }

    private static void assertSameBits(Cell cell, Map<String, float[]> actual, Map<String, float[]> expected) {
        expected.forEach((name, values) ->
                assertThat(actual.get(name)).as("%s of %s", name, cell.name()).isEqualTo(values));
    }
}
