package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stack is its single layers, joined by hand on the tape. */
class StackTest {
    private static final int STEPS = 5;
    private static final int BATCH = 4;
    private static final int INPUT = 3;
    private static final int HIDDEN = 7;
    private static final int[] LENGTHS = {5, 2, 1, 4};
    private static final CounterRandom NO_DROPOUT = new CounterRandom(0, 0);

    /** Of the largest number: sums are made in other orders. */
    private static final double WITHIN = 3e-6;

    private final Engine engine = Engine.of(new ScalarKernels(), 1);
    private final Tape tape = new Tape(engine);

    static Stream<RecurrentOptions> wirings() {
        List<RecurrentOptions> all = new ArrayList<>();
        for (Directions directions : Directions.values()) {
            for (boolean skips : new boolean[] {false, true}) {
                for (boolean residual : new boolean[] {false, true}) {
                    all.add(RecurrentOptions.DEFAULT
                            .withLayers(3)
                            .withDirections(directions)
                            .withSkips(skips)
                            .withResidual(residual));
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("wirings")
    void aStackIsItsLayersJoinedByHand(RecurrentOptions wiring) {
        for (String cell : new String[] {"lstm", "gru"}) {
            for (boolean tokens : new boolean[] {false, true}) {
                for (int[] lengths : new int[][] {LENGTHS, {5, 5, 5, 5}}) {
                    compare(Cell.library(cell), wiring, tokens, lengths);
                }
            }
        }
    }

    private void compare(Cell cell, RecurrentOptions wiring, boolean tokens, int[] lengths) {
        int[] ids = new SplittableRandom(2).ints(STEPS * BATCH, 0, INPUT).toArray();
        Tensor x = tokens ? oneHot(ids) : random(STEPS * BATCH, INPUT);
        Recurrent stack = new Recurrent(
                engine, cell, tokens ? Recurrent.tokens(INPUT) : Recurrent.features(INPUT), HIDDEN, wiring);
        stack.initialise(1, "");
        Sequences in = (tokens ? Sequences.of(ids, BATCH) : Sequences.of(x, BATCH)).withLengths(lengths);
        Map<String, float[]> actual = new LinkedHashMap<>();
        Tensor out = stack.unroll(tape, in).output();
        actual.put("output", out.data().clone());
        backward(out);
        stack.export(Tensor::gradient).forEach((name, t) -> actual.put(name, t.data()));
        if (!tokens) {
            actual.put("x", x.gradient().clone());
        }
        tape.reset();
        x.clearGradient();

        ByHand hand = new ByHand(cell, wiring, stack, lengths);
        Tensor expected = hand.output(x);
        assertNear("output", actual.get("output"), expected.data());
        backward(expected);
        hand.gradients().forEach((name, values) -> assertNear(name, actual.get(name), values));
        if (!tokens) {
            assertNear("x", actual.get("x"), x.gradient());
        }
        tape.reset();
    }

    private static Tensor oneHot(int[] ids) {
        float[] x = new float[ids.length * INPUT];
        for (int r = 0; r < ids.length; r++) {
            x[r * INPUT + ids[r]] = 1;
        }
        return Tensor.of(x, ids.length, INPUT);
    }

    private static Tensor random(int... shape) {
        SplittableRandom random = new SplittableRandom(1);
        float[] x = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return Tensor.parameter(x, shape);
    }

    /** The gradient of a loss that weighs every output differently, those past an end too. */
    private void backward(Tensor out) {
        Tensor weights = random(out.shape());
        tape.backward(tape.sum(
                tape.map(Expr.parse("w * y"), List.of("w", "y"), Tensor.of(weights.data(), out.shape()), out)));
    }

    private static void assertNear(String what, float[] actual, float[] expected) {
        double size = 0;
        double difference = 0;
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            size = Math.max(size, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
        }
        assertThat(difference).as(what).isLessThanOrEqualTo(WITHIN * size);
    }

    /** The same network of stacks of one forward layer, concatenations, sums, and rows in reversed order. */
    private final class ByHand {
        private final Cell cell;
        private final RecurrentOptions wiring;
        private final Recurrent stack;
        private final int[] lengths;
        private final int[] reversed = new int[STEPS * BATCH];
        private final Map<String, Recurrent> layers = new LinkedHashMap<>();

        ByHand(Cell cell, RecurrentOptions wiring, Recurrent stack, int[] lengths) {
            this.cell = cell;
            this.wiring = wiring;
            this.stack = stack;
            this.lengths = lengths;
            for (int b = 0; b < BATCH; b++) {
                for (int t = 0; t < STEPS; t++) {
                    int other = t < lengths[b] ? lengths[b] - 1 - t : t;
                    reversed[t * BATCH + b] = other * BATCH + b;
                }
            }
        }

        Tensor output(Tensor x) {
            List<Tensor> outputs = new ArrayList<>();
            Tensor below = x;
            for (int l = 0; l < wiring.layers(); l++) {
                Tensor read = l > 0 && wiring.skips() ? tape.concatenate(List.of(below, x)) : below;
                Tensor out = switch (wiring.directions()) {
                    case FORWARD -> run(read, "l" + l, false);
                    case BACKWARD -> run(read, "l" + l + "_reverse", true);
                    case CONCATENATED ->
                        tape.concatenate(List.of(run(read, "l" + l, false), run(read, "l" + l + "_reverse", true)));
                    case SUMMED -> sum(run(read, "l" + l, false), run(read, "l" + l + "_reverse", true));
                };
                below = l > 0 && wiring.residual() ? sum(out, below) : out;
                outputs.add(below);
            }
            return wiring.skips() ? tape.concatenate(outputs) : below;
        }

        private Tensor sum(Tensor a, Tensor b) {
            return tape.map(Expr.parse("a + b"), List.of("a", "b"), a, b);
        }

        private Tensor run(Tensor x, String suffix, boolean backward) {
            Recurrent layer = new Recurrent(engine, cell, Recurrent.features(x.size(1)), HIDDEN);
            Map<String, Tensor> own = new HashMap<>();
            stack.state().forEach((name, t) -> {
                if (named(name, suffix)) {
                    own.put(name.replace(suffix, "l0"), t);
                }
            });
            layer.load(own);
            layers.put(suffix, layer);
            Tensor in = backward ? tape.gather(x, reversed) : x;
            Tensor out = layer.unroll(tape, Sequences.of(in, BATCH).withLengths(lengths))
                    .output();
            return backward ? tape.gather(out, reversed) : out;
        }

        private static boolean named(String parameter, String suffix) {
            return parameter.endsWith("_" + suffix) || parameter.startsWith(suffix + ".");
        }

        Map<String, float[]> gradients() {
            Map<String, float[]> all = new LinkedHashMap<>();
            layers.forEach((suffix, layer) ->
                    layer.export(Tensor::gradient).forEach((name, t) -> all.put(name.replace("l0", suffix), t.data())));
            return all;
        }
    }

    @Test
    void aBackwardStackReadsTheReversedSequence() {
        int[] forward = {0, 1, 2, 1, 0, 2};
        int[] backward = {2, 0, 1, 2, 1, 0};
        Recurrent ahead = new Recurrent(engine, Cell.library("gru"), Recurrent.tokens(3), HIDDEN);
        ahead.initialise(1, "");
        Recurrent back = new Recurrent(
                engine,
                Cell.library("gru"),
                Recurrent.tokens(3),
                HIDDEN,
                RecurrentOptions.DEFAULT.withDirections(Directions.BACKWARD));
        Map<String, Tensor> named = new HashMap<>();
        ahead.state().forEach((name, t) -> named.put(name.replace("l0", "l0_reverse"), t));
        back.load(named);
        float[] last = ahead.unroll(tape, Sequences.of(forward, 1)).last().data();
        assertThat(back.unroll(tape, Sequences.of(backward, 1)).last().data()).isEqualTo(last);
    }

    @Test
    void theLastOutputIsTheFinalState() {
        for (Directions directions : List.of(Directions.FORWARD, Directions.BACKWARD, Directions.CONCATENATED)) {
            Recurrent stack = new Recurrent(
                    engine,
                    Cell.library("rnn"),
                    Recurrent.features(INPUT),
                    HIDDEN,
                    RecurrentOptions.DEFAULT
                            .withLayers(2)
                            .withDirections(directions)
                            .withSkips(true));
            stack.initialise(1, "");
            Sequences in = Sequences.of(random(STEPS * BATCH, INPUT), BATCH).withLengths(LENGTHS);
            RecurrentOutput output = stack.unroll(tape, in);
            assertThat(output.last().data())
                    .isEqualTo(tape.concatenate(output.states()).data());
        }
        Recurrent summed = new Recurrent(
                engine,
                Cell.library("rnn"),
                Recurrent.features(INPUT),
                HIDDEN,
                RecurrentOptions.DEFAULT.withDirections(Directions.SUMMED));
        RecurrentOutput output = summed.unroll(tape, Sequences.of(random(6, INPUT), 2));
        assertThatThrownBy(output::last).hasMessageContaining("two different steps");
    }

    private Recurrent learning(int layers) {
        RecurrentOptions options = RecurrentOptions.DEFAULT.withLayers(layers).withLearnedState(true);
        Recurrent stack = new Recurrent(engine, Cell.library("lstm"), Recurrent.features(INPUT), HIDDEN, options);
        stack.initialise(1, "");
        Map<String, Tensor> state = new HashMap<>(stack.state());
        state.replaceAll((name, t) -> name.startsWith("initial_") ? random(HIDDEN) : t);
        stack.load(state);
        return stack;
    }

    /** The same as giving every sequence those states, and adding up their gradients. */
    @Test
    void aLearnedStateIsWhereSequencesBegin() {
        Recurrent stack = learning(2);
        assertThat(stack.state().keySet()).endsWith("initial_c_l0", "initial_h_l0", "initial_c_l1", "initial_h_l1");
        Sequences in = Sequences.of(random(STEPS * BATCH, INPUT), BATCH).withLengths(LENGTHS);
        Tensor out = stack.unroll(tape, in).output();
        backward(out);
        float[] learned = stack.export(Tensor::gradient).get("initial_c_l1").data();
        float[] expected = out.data().clone();
        tape.reset();

        List<Tensor> states = new ArrayList<>();
        for (String name : List.of("c_l0", "h_l0", "c_l1", "h_l1")) {
            float[] vector = stack.state().get("initial_" + name).data();
            float[] repeated = new float[BATCH * HIDDEN];
            Arrays.setAll(new int[BATCH], b -> {
                System.arraycopy(vector, 0, repeated, b * HIDDEN, HIDDEN);
                return b;
            });
            states.add(Tensor.parameter(repeated, BATCH, HIDDEN));
        }
        Tensor given = stack.unroll(tape, in, Start.at(states)).output();
        assertThat(given.data()).isEqualTo(expected);
        backward(given);
        for (int c = 0; c < HIDDEN; c++) {
            float sum = 0;
            for (int b = 0; b < BATCH; b++) {
                sum += states.get(2).gradient()[b * HIDDEN + c];
            }
            assertThat(learned[c]).isCloseTo(sum, within(1e-6f));
        }
    }

    /** A lane that was reset begins anew, and only such lanes teach the learned state. */
    @Test
    void singleLanesAreReset() {
        Recurrent stack = learning(1);
        Tensor x = random(STEPS * BATCH, INPUT);
        RecurrentState state = stack.zeroState(BATCH);
        float[] fromBeginning = stack.forward(tape, x, state, NO_DROPOUT).data();
        assertThat(state.fresh()).containsOnly(false);
        float[] goesOn = stack.forward(tape, x, state.copy(), NO_DROPOUT).data();
        state.reset(2);
        RecurrentState again = state.copy();
        Tensor out = stack.forward(tape, x, state, NO_DROPOUT);
        for (int r = 0; r < STEPS * BATCH; r++) {
            float[] expected = r % BATCH == 2 ? fromBeginning : goesOn;
            assertThat(row(out.data(), r)).isEqualTo(row(expected, r));
        }
        tape.backward(tape.sum(tape.gather(out, new int[] {0, 1, 3, 4, 5, 7})));
        assertThat(stack.export(Tensor::gradient).get("initial_h_l0").data()).containsOnly(0);
        tape.reset();
        tape.backward(tape.sum(tape.gather(stack.forward(tape, x, again, NO_DROPOUT), new int[] {2})));
        assertThat(stack.export(Tensor::gradient).get("initial_h_l0").data()).doesNotContain(0);
    }

    private static float[] row(float[] rows, int r) {
        return Arrays.copyOfRange(rows, r * HIDDEN, (r + 1) * HIDDEN);
    }

    @ParameterizedTest
    @MethodSource("wirings")
    void streamingGivesTheSameBits(RecurrentOptions wiring) {
        RecurrentOptions options = wiring.withLearnedState(true);
        Recurrent stack = new Recurrent(engine, Cell.library("gru"), Recurrent.features(INPUT), HIDDEN, options);
        stack.initialise(1, "");
        stack.load(filled(stack.state()));
        if (wiring.directions() != Directions.FORWARD) {
            assertThatThrownBy(() -> stack.stream(1)).hasMessageContaining("needs whole sequences");
            return;
        }
        Tensor x = random(STEPS * BATCH, INPUT);
        float[] whole = stack.unroll(Tape.inference(engine), Sequences.of(x, BATCH))
                .output()
                .data();
        RecurrentStream stream = stack.stream(BATCH);
        for (int t = 0; t < STEPS; t++) {
            float[] out = stream.step(Arrays.copyOfRange(x.data(), t * BATCH * INPUT, (t + 1) * BATCH * INPUT));
            assertThat(out).isEqualTo(Arrays.copyOfRange(whole, t * out.length, (t + 1) * out.length));
        }
    }

    private static Map<String, Tensor> filled(Map<String, Tensor> state) {
        Map<String, Tensor> filled = new HashMap<>(state);
        filled.replaceAll((name, t) -> name.startsWith("initial_") ? random(t.shape()) : t);
        return filled;
    }

    @Test
    void saysWhatDoesNotFit() {
        Recurrent stack = new Recurrent(engine, Cell.library("rnn"), Recurrent.features(INPUT), HIDDEN);
        Sequences in = Sequences.of(random(6, INPUT), 2);
        assertThatThrownBy(() -> in.withLengths(3, 0))
                .hasMessage(
                        "recurrent: sequence 1 has a length of 0; it must be 1 to 3, so leave sequences without steps"
                                + " out of the batch");
        assertThatThrownBy(() -> in.withLengths(4, 1))
                .hasMessage("recurrent: sequence 0 has a length of 4; it must be 1 to 3");
        assertThatThrownBy(() -> in.withLengths(1)).hasMessage("recurrent: 1 lengths for a batch of 2 sequences");
        assertThatThrownBy(() -> stack.unroll(tape, in, Start.carried(stack.zeroState(3))))
                .hasMessage("recurrent: the state of 3 sequences for a batch of 2");
        assertThatThrownBy(() -> stack.unroll(tape, in, Start.carried(stack.zeroState(2), 4)))
                .hasMessage("recurrent: the state after 4 steps of 3");
        assertThatThrownBy(() -> stack.unroll(tape, in, Start.at(List.of(random(2, 3)))))
                .hasMessage("recurrent: the stack starts at 1 states of [2 × 7], got [Tensor[2, 3] tracked]");
        Recurrent dropping = new Recurrent(
                engine,
                Cell.library("rnn"),
                Recurrent.features(INPUT),
                HIDDEN,
                RecurrentOptions.DEFAULT.withLayers(2).withDropout(0.5));
        assertThatThrownBy(() -> dropping.unroll(tape, in)).hasMessageContaining("need random numbers");
        assertThat(dropping.unroll(Tape.inference(engine), in).output().size()).isEqualTo(6 * HIDDEN);
    }
}
