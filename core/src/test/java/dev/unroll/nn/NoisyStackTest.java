package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dropout between layers and inside them, and zoneout, in every wiring. */
class NoisyStackTest {
    private static final CounterRandom RANDOM = new CounterRandom(3, 5);
    private static final Noise ALL = new Noise(0.3, true, 0.3, Zoneout.parse("c:0.4,h:0.2"));
    private static final int INPUT = 3;
    private static final int HIDDEN = 7;

    private final TapeCheck check = new TapeCheck();
    private final Engine engine = check.engine();
    private final Tape tape = new Tape(engine);

    private Recurrent stack(RecurrentOptions options) {
        Recurrent stack = new Recurrent(engine, Cell.library("lstm"), Recurrent.features(INPUT), HIDDEN, options);
        stack.initialise(1, "");
        return stack;
    }

    private static Tensor random(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[rows * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return Tensor.parameter(x, rows, columns);
    }

    static Stream<RecurrentOptions> wirings() {
        List<RecurrentOptions> all = new ArrayList<>();
        for (Directions directions : Directions.values()) {
            for (boolean joined : new boolean[] {false, true}) {
                all.add(RecurrentOptions.DEFAULT
                        .withLayers(2)
                        .withDirections(directions)
                        .withSkips(joined)
                        .withResidual(joined)
                        .withNoise(ALL));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("wirings")
    void gradientsAreSlopes(RecurrentOptions wiring) {
        Recurrent stack = stack(wiring);
        Tensor x = random(4 * 2, INPUT);
        Sequences in = Sequences.of(x, 2).withLengths(4, 3);
        List<Tensor> parameters = new ArrayList<>(stack.parameters());
        // Weights as they start would leave little of the input's gradient, and rounding would show.
        for (Tensor p : parameters) {
            for (int i = 0; i < p.size(); i++) {
                p.data()[i] *= 1.5f;
            }
        }
        parameters.add(x);
        check.check(t -> stack.unroll(t, in, Start.FRESH, RANDOM).output(), parameters.toArray(Tensor[]::new));
    }

    @ParameterizedTest
    @MethodSource("wirings")
    void paddingChangesNothing(RecurrentOptions wiring) {
        Recurrent stack = stack(wiring);
        Tensor x = random(6, INPUT);
        Tensor shorter = Tensor.of(Arrays.copyOf(x.data(), 3 * INPUT), 3, INPUT);
        RecurrentOutput alone = stack.unroll(tape, Sequences.of(shorter, 1), Start.FRESH, RANDOM);
        Arrays.fill(x.data(), 3 * INPUT, 6 * INPUT, Float.NaN);
        RecurrentOutput padded = stack.unroll(tape, Sequences.of(x, 1).withLengths(3), Start.FRESH, RANDOM);
        float[] expected = alone.output().data();
        assertThat(Arrays.copyOf(padded.output().data(), expected.length)).isEqualTo(expected);
        for (int s = 0; s < alone.states().size(); s++) {
            assertThat(padded.states().get(s).data())
                    .isEqualTo(alone.states().get(s).data());
        }
    }

    @Test
    void checkpointsChangeNoBit() {
        assertThat(trained(100)).isDeepEqualTo(trained(0));
    }

    private float[][] trained(int checkpointEvery) {
        Recurrent stack = stack(RecurrentOptions.DEFAULT
                .withLayers(2)
                .withNoise(ALL)
                .withLearnedState(true)
                .withCheckpointEvery(checkpointEvery));
        Tensor out = stack.unroll(tape, Sequences.of(random(600 * 4, INPUT), 4), Start.FRESH, RANDOM)
                .output();
        List<float[]> results = new ArrayList<>(List.of(out.data().clone()));
        tape.backward(tape.sum(tape.map(Expr.parse("y^2"), List.of("y"), out)));
        stack.export(Tensor::gradient).forEach((name, t) -> results.add(t.data()));
        tape.reset();
        return results.toArray(float[][]::new);
    }

    @Test
    void streamingIsInference() {
        Recurrent stack = stack(RecurrentOptions.DEFAULT.withLayers(2).withNoise(ALL));
        Tensor x = random(5 * 2, INPUT);
        float[] whole = stack.unroll(Tape.inference(engine), Sequences.of(x, 2), Start.FRESH, RANDOM)
                .output()
                .data();
        assertThat(stack.unroll(tape, Sequences.of(x, 2), Start.FRESH, RANDOM)
                        .output()
                        .data())
                .isNotEqualTo(whole);
        RecurrentStream stream = stack.stream(2);
        for (int t = 0; t < 5; t++) {
            float[] out = stream.step(Arrays.copyOfRange(x.data(), t * 2 * INPUT, (t + 1) * 2 * INPUT));
            assertThat(out).isEqualTo(Arrays.copyOfRange(whole, t * out.length, (t + 1) * out.length));
        }
    }

    /** What a window hands on is its own noisy state; the next one has other masks. */
    @Test
    void windowsCarryTheStateTheyHad() {
        Recurrent stack = stack(RecurrentOptions.DEFAULT.withNoise(ALL));
        RecurrentState state = stack.zeroState(2);
        Tensor x = random(4 * 2, INPUT);
        float[] out = stack.unroll(tape, Sequences.of(x, 2), Start.carried(state, 3), RANDOM)
                .output()
                .data();
        assertThat(state.values()[0][1]).isEqualTo(Arrays.copyOfRange(out, 2 * 2 * HIDDEN, 3 * 2 * HIDDEN));
        assertThat(stack.unroll(tape, Sequences.of(x, 2), Start.FRESH, new CounterRandom(3, 6))
                        .output()
                        .data())
                .isNotEqualTo(out);
    }

    /** A unit that is zoned out keeps its state to the bit; at the first step, the one it begins with. */
    @Test
    void aUnitThatZonesOutKeepsItsState() {
        Recurrent stack = stack(RecurrentOptions.DEFAULT.withNoise(new Noise(0, false, 0, Zoneout.of(0.5))));
        float[] h = stack.unroll(tape, Sequences.of(random(20, INPUT), 1), Start.FRESH, RANDOM)
                .output()
                .data();
        int kept = 0;
        for (int i = HIDDEN; i < h.length; i++) {
            kept += h[i] == h[i - HIDDEN] ? 1 : 0;
        }
        // Of 133; the standard deviation is 6.
        assertThat(kept).isBetween(48, 85);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void variationalMasksAreThoseOfTheFirstStep(boolean variational) {
        float[] ones = new float[6 * 2 * 50];
        Arrays.fill(ones, 1);
        Tensor x = Tensor.parameter(ones, 6 * 2, 50);
        Dropout dropout = new Dropout(0.4);
        float[] y = (variational ? dropout.forward(tape, x, 2, RANDOM) : dropout.forward(tape, x, RANDOM)).data();
        float[] first = Arrays.copyOf(y, 2 * 50);
        for (int t = 1; t < 6; t++) {
            assertThat(Arrays.equals(Arrays.copyOfRange(y, t * 100, (t + 1) * 100), first))
                    .isEqualTo(variational);
        }
        assertThat(Arrays.copyOf(first, 50)).isNotEqualTo(Arrays.copyOfRange(first, 50, 100));
    }

    @Test
    void readsZoneoutAsText() {
        Map<String, Double> named = new LinkedHashMap<>();
        named.put("c", 0.5);
        named.put("h", 0.05);
        assertThat(Zoneout.parse("c:0.5,h:0.05")).isEqualTo(new Zoneout(0, named));
        assertThat(Zoneout.parse("c:0.5,h:0.05").print()).isEqualTo("c:0.5,h:0.05");
        assertThat(Zoneout.parse("0.1").print()).isEqualTo("0.1");
        for (String wrong : List.of("", "c", "c:", "c:0.1,", "c:0.1,c:0.2", "c:0.1:0.2")) {
            assertThatThrownBy(() -> Zoneout.parse(wrong))
                    .hasMessageStartingWith("zoneout is a probability such as 0.1")
                    .hasMessageEndingWith("got " + wrong);
        }
        assertThatThrownBy(() -> Zoneout.parse("c:1"))
                .hasMessage("zoneout of c must be at least 0 and below 1, got 1.0");
    }

    @Test
    void saysWhatIsMissing() {
        Recurrent stack = stack(RecurrentOptions.DEFAULT.withNoise(new Noise(0, false, 0, Zoneout.of(0.1))));
        Sequences in = Sequences.of(random(2, INPUT), 1);
        assertThatThrownBy(() -> stack.unroll(tape, in)).hasMessageContaining("need random numbers");
        assertThatThrownBy(() -> new Noise(0, false, 1, Zoneout.NONE))
                .hasMessage("recurrent dropout must be at least 0 and below 1, got 1.0");
    }
}
