package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.CellCase.Sizes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/decisions/013-noise-in-recurrences.md says, for every cell on every implementation of the kernels. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class NoiseContract {
    private static final CounterRandom RANDOM = new CounterRandom(3, 5);

    private static final List<Sizes> SIZES =
            List.of(new Sizes(5, 3, 6, 7, false), new Sizes(4, 2, 5, 40, true), new Sizes(6, 11, 9, 17, false));

    private final Engine engine;
    private final Engine team;

    protected NoiseContract(Kernels kernels) {
        engine = Engine.of(kernels, 1);
        team = Engine.of(kernels, 3);
    }

    @AfterAll
    void dismiss() {
        team.close();
    }

    static Stream<Cell> cells() {
        return CellContract.cells();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 40);
    }

    /** Dropout, zoneout of the last state alone, and both. */
    private static List<StateNoise> noises(Cell cell) {
        Map<String, Double> all = new LinkedHashMap<>();
        cell.states().forEach(state -> all.put(state, 0.2 + 0.1 * all.size()));
        List<StateNoise> noises = new ArrayList<>();
        noises.add(new StateNoise(0, Map.of(cell.states().getLast(), 0.4)));
        if (hasRecurrentProduct(cell)) {
            noises.add(new StateNoise(0.3, Map.of()));
            noises.add(new StateNoise(0.3, all));
        } else {
            noises.add(new StateNoise(0, all));
        }
        return noises;
    }

    private static boolean hasRecurrentProduct(Cell cell) {
        try {
            new StateNoise(0.5, Map.of()).check(cell);
            return true;
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("nothing to drop in cell " + cell.name());
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void theNoisyCellIsItsDefinition(Cell cell) {
        for (int first = 0; first < SIZES.size(); first++) {
            check(cell, first);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void soIsARandomOne(long seed) {
        check(RandomCell.of(seed), seed);
    }

    private void check(Cell cell, long seed) {
        for (StateNoise noise : noises(cell)) {
            Sizes sizes = SIZES.get((int) (seed++ % SIZES.size()));
            compare(new CellCase(cell, sizes, seed).withNoise(noise, RANDOM), noise + " in training", seed);
        }
        compare(
                new CellCase(cell, SIZES.getFirst(), seed)
                        .withNoise(noises(cell).getLast(), null),
                "expected",
                seed);
    }

    private void compare(CellCase given, String noise, long seed) {
        Layer layer = given.layer(engine);
        Map<String, float[]> compiled = given.compiled(layer);
        given.interpreted(layer)
                .forEach((name, values) -> assertThat(CellProperties.error(compiled.get(name), values))
                        .as(
                                "%s, seed %d, %s%n%s",
                                name, seed, noise, layer.plan().cell().print())
                        .isLessThan(CellProperties.WITHIN));
    }

    /** Many sequences are split among the threads; of few sequences, the columns. */
    @ParameterizedTest
    @MethodSource("cells")
    void anyNumberOfThreadsGivesTheSameBits(Cell cell) {
        StateNoise noise = noises(cell).getLast();
        for (Sizes sizes : List.of(new Sizes(12, 12, 5, 17, false), new Sizes(2, 7, 5, 200, false))) {
            CellCase given = new CellCase(cell, sizes, 1).withNoise(noise, RANDOM);
            Map<String, float[]> alone = given.compiled(given.layer(engine));
            given.compiled(given.layer(team))
                    .forEach((name, values) -> assertThat(values).as(name).isEqualTo(alone.get(name)));
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void dropoutIsNothingOutsideTraining(Cell cell) {
        if (hasRecurrentProduct(cell)) {
            CellCase plain = new CellCase(cell, SIZES.getFirst(), 1);
            CellCase noisy = plain.withNoise(new StateNoise(0.5, Map.of()), null);
            assertThat(noisy.compiled(noisy.layer(engine)).get("out"))
                    .isEqualTo(plain.compiled(plain.layer(engine)).get("out"));
        }
    }

    @Test
    void masksHaveTheirProbabilities() {
        Plan plan = Plan.of(Cell.library("gru"), new StateNoise(0.25, Map.of("h", 0.1)));
        assertThat(plan.dropped()).isEqualTo(2); // h and r ⊙ h
        int hidden = 203;
        Layer layer = new Layer(engine, plan, 3, false, hidden);
        LayerRun run = layer.begin(40, 50, true);
        run.noise(RANDOM, 0);
        Masks masks = run.masks();
        float[] zoneout = new float[40 * 50 * hidden];
        for (int r = 0; r < 40 * 50; r++) {
            System.arraycopy(masks.zoneout, masks.at(r, 0, 1), zoneout, r * hidden, hidden);
        }
        float[] dropout = new float[50 * 2 * hidden];
        for (int i = 0; i < 50 * 2; i++) {
            System.arraycopy(masks.dropout, masks.at(i / 2, i % 2, 2), dropout, i * hidden, hidden);
        }
        run.end();
        // Standard deviations of the shares: 0.0005 and 0.003.
        assertThat(share(zoneout, 1)).isCloseTo(0.1, within(0.002));
        assertThat(share(zoneout, 0)).isCloseTo(0.9, within(0.002));
        assertThat(share(dropout, 0)).isCloseTo(0.25, within(0.012));
        assertThat(share(dropout, (float) (1 / 0.75))).isCloseTo(0.75, within(0.012));
        // Two that are drawn apart are equal in 0.82 of their places, or in 0.625.
        int row = 50 * hidden;
        assertThat(equal(Arrays.copyOf(zoneout, row), Arrays.copyOfRange(zoneout, row, 2 * row)))
                .isCloseTo(0.82, within(0.02));
        assertThat(equal(Arrays.copyOf(dropout, hidden), Arrays.copyOfRange(dropout, hidden, 2 * hidden)))
                .isCloseTo(0.625, within(0.15));
    }

    private static double share(float[] values, float of) {
        int count = 0;
        for (float v : values) {
            count += v == of ? 1 : 0;
        }
        return (double) count / values.length;
    }

    private static double equal(float[] a, float[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += a[i] == b[i] ? 1 : 0;
        }
        return (double) count / a.length;
    }

    @Test
    void aPieceHasTheMasksOfTheWhole() {
        Layer layer =
                new Layer(engine, Plan.of(Cell.library("lstm"), new StateNoise(0.3, Map.of("c", 0.5))), 3, true, 7);
        LayerRun whole = layer.begin(5, 4, true);
        LayerRun piece = layer.begin(2, 4, true);
        whole.noise(RANDOM, 0);
        piece.noise(RANDOM, 3 * 4);
        assertThat(piece.masks().dropout).isEqualTo(whole.masks().dropout);
        for (int r = 0; r < 8; r++) {
            int at = whole.masks().at(12 + r, 0, 1);
            int of = piece.masks().at(r, 0, 1);
            assertThat(Arrays.copyOfRange(piece.masks().zoneout, of, of + 7))
                    .isEqualTo(Arrays.copyOfRange(whole.masks().zoneout, at, at + 7));
        }
        whole.end();
        piece.end();
    }

    @Test
    void saysWhatDoesNotFit() {
        assertThatThrownBy(() -> Plan.of(Cell.library("lstm"), new StateNoise(0, Map.of("q", 0.5))))
                .hasMessage("zoneout names q, which is no state of cell lstm; its states are c, h");
        assertThatThrownBy(() -> Plan.of(Cell.library("mingru"), new StateNoise(0.5, Map.of())))
                .hasMessage(
                        "recurrent dropout has nothing to drop in cell mingru: no matrix of its states' equations is"
                                + " applied to a state");
    }
}
