package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Pieces;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A pass that keeps only some states and makes the rest again gives the bits of one that keeps everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class PiecesContract {
    private static final int INPUT = 5;
    private static final int HIDDEN = 6;

    private final Engine engine;

    protected PiecesContract(Kernels kernels) {
        engine = Engine.of(kernels, 1);
    }

    /** A state read by products only, one read elementwise only, one read in both ways; vectors; two stages. */
    static Stream<Cell> cells() {
        return Stream.of(Cell.library("lstm"), Cell.library("gru"), Cell.parse("peepholes", """
                i  = sigmoid(Wxi x + Whi h + wci * c + bi)
                c' = c + i * tanh(Wxc x + Whc h + bc)
                h' = sigmoid(Wxo x + Who h + wco * c' + bo) * tanh(c')
                """));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aPassInPiecesIsThePass(Cell cell) {
        // Sums of 256 steps; what is left belongs to the last piece.
        for (int steps : new int[] {700, 520}) {
            for (boolean tokens : new boolean[] {true, false}) {
                for (RecurrentOptions options : List.of(
                        RecurrentOptions.DEFAULT,
                        RecurrentOptions.DEFAULT.withLayers(2).withDropout(0.3).withLearnedState(true),
                        RecurrentOptions.DEFAULT.withLayers(2).withSkips(true).withResidual(true))) {
                    Map<String, float[]> whole = results(cell, options, steps, tokens);
                    Map<String, float[]> pieces = results(cell, options.withCheckpointEvery(9), steps, tokens);
                    whole.forEach((name, values) ->
                            assertThat(pieces.get(name)).as(name).isEqualTo(values));
                }
            }
        }
    }

    /** All that a pass gives, from given states and from carried ones. */
    private Map<String, float[]> results(Cell cell, RecurrentOptions options, int steps, boolean tokens) {
        int batch = 4;
        Recurrent stack = new Recurrent(
                engine, cell, tokens ? Recurrent.tokens(INPUT) : Recurrent.features(INPUT), HIDDEN, options);
        stack.initialise(1, "");
        SplittableRandom random = new SplittableRandom(1);
        Tensor x = normal(random, steps * batch, INPUT);
        int[] ids = random.ints((long) steps * batch, 0, INPUT).toArray();
        Sequences in =
                (tokens ? Sequences.of(ids, batch) : Sequences.of(x, batch)).withLengths(steps, 1, 300, steps - 1);
        List<Tensor> initial = Stream.generate(() -> normal(random, batch, HIDDEN))
                .limit((long) options.layers() * cell.states().size())
                .toList();
        Map<String, float[]> results = new LinkedHashMap<>();
        Tape tape = new Tape(engine);
        RecurrentOutput given = stack.unroll(tape, in, Start.at(initial), new CounterRandom(1, 1));
        collect(tape, stack, given, "given ", results);
        initial.forEach(
                t -> results.put("initial " + results.size(), t.gradient().clone()));
        if (!tokens) {
            results.put("x", x.gradient().clone());
        }
        tape.reset();
        RecurrentState state = stack.zeroState(batch);
        RecurrentOutput carried = stack.unroll(tape, in, Start.carried(state, 301), new CounterRandom(1, 2));
        collect(tape, stack, carried, "carried ", results);
        results.put("after 301", state.values()[0][0].clone());
        return results;
    }

    private static void collect(
            Tape tape, Recurrent stack, RecurrentOutput output, String prefix, Map<String, float[]> results) {
        results.put(prefix + "output", output.output().data().clone());
        SplittableRandom random = new SplittableRandom(2);
        Tensor loss = weighted(tape, output.output(), random);
        for (Tensor state : output.states()) {
            results.put(prefix + results.size(), state.data().clone());
            loss = tape.map(Expr.parse("a + b"), List.of("a", "b"), loss, weighted(tape, state, random));
        }
        stack.parameters().forEach(Tensor::clearGradient);
        tape.backward(loss);
        stack.export(Tensor::gradient)
                .forEach((name, t) -> results.put(prefix + name, t.data().clone()));
    }

    private static Tensor weighted(Tape tape, Tensor y, SplittableRandom random) {
        Tensor weights = normal(random, y.shape());
        return tape.sum(tape.map(Expr.parse("w * y"), List.of("w", "y"), Tensor.of(weights.data(), y.shape()), y));
    }

    private static Tensor normal(SplittableRandom random, int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.parameter(values, shape);
    }

    @Test
    void piecesAreWholeSums() {
        assertThat(Pieces.cut(50, 50, 50)).containsExactly(0, 50);
        assertThat(Pieces.cut(50, 50, 10)).containsExactly(0, 50);
        assertThat(Pieces.cut(80, 50, 10)).containsExactly(0, 32, 80);
        assertThat(Pieces.cut(96, 50, 10)).containsExactly(0, 32, 64, 96);
        assertThat(Pieces.cut(10_000, 1, 100)).startsWith(0, 1024, 2048).endsWith(8192, 10_000);
        assertThat(Pieces.cut(10_000, 1, 1025)).startsWith(0, 2048, 4096).endsWith(8192, 10_000);
        assertThat(Pieces.cut(2050, 1, 1)).containsExactly(0, 1024, 2050);
        assertThat(Pieces.cut(3, 2000, 1)).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aStackThatReadsBackwardHasNoPieces() {
        assertThatThrownBy(() -> RecurrentOptions.DEFAULT.withCheckpointEvery(5).withDirections(Directions.BACKWARD))
                .hasMessageContaining("needs whole sequences");
    }
}
