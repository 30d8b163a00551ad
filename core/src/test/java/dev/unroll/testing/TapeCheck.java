package dev.unroll.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Checks that the gradient of what is computed on a tape is the slope of its output along a direction. */
public final class TapeCheck {
    /** Of the differences, whose error is about h⁴; that of rounding is about 1e-7 / h. */
    private static final double STEP = 0.04;

    /** Relative to the gradient's norm. */
    private static final double WITHIN = 2e-5;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Engine engine = Engine.of(new ScalarKernels(), 1);

    public Engine engine() {
        return engine;
    }

    /** A parameter of normal numbers. */
    public Tensor parameter(int... shape) {
        float[] values = new float[Arrays.stream(shape).reduce(1, Math::multiplyExact)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.parameter(values, shape);
    }

    /** Checks ⟨weights, f⟩ by each of the parameters that f is made of. */
    public void check(Function<Tape, Tensor> f, Tensor... parameters) {
        check(WITHIN, f, parameters);
    }

    /**
     * The same where f itself rounds so much that its differences are less exact.
     *
     * @param relative to the gradient's norm
     */
    public void check(double relative, Function<Tape, Tensor> f, Tensor... parameters) {
        Arrays.stream(parameters).forEach(Tensor::clearGradient);
        Tape tape = new Tape(engine);
        Tensor y = f.apply(tape);
        float[] weights = parameter(y.shape()).data();
        Tensor weighted = tape.map(Expr.parse("w * y"), List.of("w", "y"), Tensor.of(weights, y.shape()), y);
        tape.backward(tape.sum(weighted));
        for (Tensor p : parameters) {
            float[] gradient = p.gradient();
            double[] direction = direction(gradient);
            double slope = 0;
            for (int i = 0; i < gradient.length; i++) {
                slope += gradient[i] * direction[i];
            }
            double difference = (8 * (value(f, weights, p, direction, STEP) - value(f, weights, p, direction, -STEP))
                            - (value(f, weights, p, direction, 2 * STEP) - value(f, weights, p, direction, -2 * STEP)))
                    / (12 * STEP);
            assertThat(slope).as("by %s", p).isCloseTo(difference, within(relative * Math.abs(difference)));
        }
    }

    /** A unit vector with a good part along the gradient, so that the slope is not small beside it. */
    private double[] direction(float[] gradient) {
        double norm = norm(gradient);
        assertThat(norm).isGreaterThan(0);
        double[] direction = new double[gradient.length];
        for (int i = 0; i < direction.length; i++) {
            direction[i] = 0.8 * gradient[i] / norm + 0.6 * random.nextGaussian() / Math.sqrt(gradient.length);
        }
        return direction;
    }

    private static double norm(float[] a) {
        double squares = 0;
        for (float v : a) {
            squares += (double) v * v;
        }
        return Math.sqrt(squares);
    }

    private double value(Function<Tape, Tensor> f, float[] weights, Tensor p, double[] direction, double step) {
        float[] origin = p.data().clone();
        for (int i = 0; i < origin.length; i++) {
            p.data()[i] = (float) (origin[i] + step * direction[i]);
        }
        float[] y = f.apply(new Tape(engine)).data();
        System.arraycopy(origin, 0, p.data(), 0, origin.length);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (double) weights[i] * y[i];
        }
        return sum;
    }
}
