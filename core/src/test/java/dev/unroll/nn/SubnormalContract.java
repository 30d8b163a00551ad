package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No recurrence computes with subnormal numbers, whatever it is given: many processors take a hundred times as long for
 * them. Measured it is by {@code ./dev bench cells subnormal}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class SubnormalContract {
    private static final int INPUT = 5, HIDDEN = 19, STEPS = 6, BATCH = 4;

    private final Engine engine;

    protected SubnormalContract(Kernels kernels) {
        engine = Engine.of(kernels, 1);
    }

    static Stream<Cell> cells() {
        return Cell.libraryNames().stream().map(Cell::library);
    }

    @ParameterizedTest
    @MethodSource("cells")
    void subnormalGradientsAtTheTopAreNone(Cell cell) {
        for (float size : new float[] {1e-39f, 1e-36f}) {
            gradients(cell, 1, size)
                    .forEach((name, t) -> assertThat(t.data())
                            .as("%s of %s", name, cell.name())
                            .containsOnly(0));
        }
    }

    @ParameterizedTest
    @MethodSource("cells")
    void subnormalInputsAreNone(Cell cell) {
        Map<String, Tensor> expected = gradients(cell, 0, 1);
        gradients(cell, 1e-39f, 1)
                .forEach((name, t) -> assertThat(t.data())
                        .as("%s of %s", name, cell.name())
                        .isEqualTo(expected.get(name).data()));
    }

    /** Of all parameters, where inputs and the gradients of the output are of a given size. */
    private Map<String, Tensor> gradients(Cell cell, float sizeOfInput, float sizeOfGradient) {
        Recurrent stack =
                new Recurrent(engine, cell, Recurrent.features(INPUT), HIDDEN, RecurrentOptions.DEFAULT.withLayers(2));
        stack.initialise(1, "");
        Tape tape = new Tape(engine);
        SplittableRandom random = new SplittableRandom(1);
        Tensor x = normal(random, sizeOfInput, STEPS * BATCH, INPUT);
        Tensor y = stack.forward(tape, x, stack.zeroState(BATCH), new CounterRandom(1, 1));
        Tensor weights = normal(random, sizeOfGradient, y.shape());
        tape.backward(tape.sum(tape.map(Expr.parse("w * y"), List.of("w", "y"), weights, y)));
        return stack.export(Tensor::gradient);
    }

    private static Tensor normal(SplittableRandom random, float size, int... shape) {
        float[] values = new float[shape[0] * shape[1]];
        for (int i = 0; i < values.length; i++) {
            values[i] = size * (float) random.nextGaussian();
        }
        return Tensor.of(values, shape);
    }

    @Test
    void aStateThatFadesBecomesZero() {
        Cell cell = Cell.parse("fading", "h' = 0.5 * h + Wx x");
        Recurrent stack = new Recurrent(engine, cell, Recurrent.features(1), 1);
        stack.initialise(1, "");
        Tensor x = Tensor.of(new float[200], 200, 1);
        x.data()[0] = 1;
        Tensor y = stack.forward(Tape.inference(engine), x, stack.zeroState(1), new CounterRandom(1, 1));
        int zeros = 0;
        for (float h : y.data()) {
            assertThat(Math.abs(h)).matches(size -> size == 0 || size >= 0x1p-114f, "is far from subnormal");
            zeros += h == 0 ? 1 : 0;
        }
        assertThat(zeros).isBetween(80, 100);
    }
}
