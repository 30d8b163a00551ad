package dev.unroll.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule against plain loops in double, clipping, and going on after a stop. */
class OptimizerTest {
    private static final int STEPS = 6;
    private static final double RATE = 0.05;

    /** One number's update in double, with its moments; written from the papers, not from the rules under test. */
    private interface Reference {
        double next(double p, double g, double[] moments, int step);
    }

    private static Reference reference(String rule) {
        return switch (rule) {
            case "sgd" -> (p, g, m, t) -> p - RATE * g;
            case "adagrad" ->
                (p, g, m, t) -> {
                    m[0] += g * g;
                    return p - RATE * g / Math.sqrt(m[0] + 1e-8);
                };
            case "rmsprop" ->
                (p, g, m, t) -> {
                    m[0] = 0.95 * m[0] + 0.05 * g * g;
                    return p - RATE * g / (Math.sqrt(m[0]) + 1e-8);
                };
            case "adam" ->
                (p, g, m, t) -> {
                    m[0] = 0.9 * m[0] + 0.1 * g;
                    m[1] = 0.999 * m[1] + 0.001 * g * g;
                    double mean = m[0] / (1 - Math.pow(0.9, t));
                    double square = m[1] / (1 - Math.pow(0.999, t));
                    return p - RATE * mean / (Math.sqrt(square) + 1e-8);
                };
            default -> throw new IllegalArgumentException(rule);
        };
    }

    /** Two tensors, one larger than a block of work. */
    private static List<Tensor> parameters() {
        SplittableRandom random = new SplittableRandom(1);
        return List.of(
                Tensor.parameter(normal(random, 7, 1), 7), Tensor.parameter(normal(random, 40_000, 1), 400, 100));
    }

    private static float[] normal(SplittableRandom random, int length, double deviation) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (deviation * random.nextGaussian());
        }
        return values;
    }

    private static void setGradients(List<Tensor> parameters, int step) {
        SplittableRandom random = new SplittableRandom(100 + step);
        for (Tensor p : parameters) {
            System.arraycopy(normal(random, p.size(), 0.1), 0, p.gradient(), 0, p.size());
        }
    }

    private static double norm(List<Tensor> parameters) {
        double squares = 0;
        for (Tensor p : parameters) {
            for (float g : p.gradient()) {
                squares += (double) g * g;
            }
        }
        return Math.sqrt(squares);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adagrad", "rmsprop", "adam"})
    void updatesAsInThePaper(String rule) {
        check(rule, Clip.none());
        check(rule, Clip.norm(2));
        check(rule, Clip.norm(1e9));
        check(rule, Clip.value(0.05));
    }

    private static void check(String rule, Clip clip) {
        List<Tensor> parameters = parameters();
        Reference reference = reference(rule);
        double[][] expected = parameters.stream().map(p -> doubles(p.data())).toArray(double[][]::new);
        double[][][] moments =
                parameters.stream().map(p -> new double[p.size()][2]).toArray(double[][][]::new);
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            Optimizer optimizer = new Optimizer(engine, UpdateRule.all().get(rule), clip, parameters);
            for (int step = 1; step <= STEPS; step++) {
                setGradients(parameters, step);
                double norm = norm(parameters);
                for (int k = 0; k < expected.length; k++) {
                    float[] gradient = parameters.get(k).gradient();
                    for (int i = 0; i < gradient.length; i++) {
                        double g = clipped(clip, gradient[i], norm);
                        expected[k][i] = reference.next(expected[k][i], g, moments[k][i], step);
                    }
                }
                assertThat(optimizer.step(RATE)).isCloseTo(norm, within(1e-9 * norm));
                assertThat(parameters).noneMatch(Tensor::hasGradient);
            }
            assertThat(optimizer.steps()).isEqualTo(STEPS);
        }
        for (int k = 0; k < expected.length; k++) {
            float[] actual = parameters.get(k).data();
            double worst = 0;
            for (int i = 0; i < actual.length; i++) {
                worst = Math.max(worst, Math.abs(actual[i] - expected[k][i]));
            }
            // parameters are at most about 4, so an update rounds to 2e-7
            assertThat(worst).as("%s %s", rule, clip).isLessThan(STEPS * 3e-7);
        }
    }

    private static double clipped(Clip clip, double g, double norm) {
        return switch (clip.by()) {
            case NORM -> g * Math.min(1, clip.limit() / norm);
            case VALUE -> Math.max(-clip.limit(), Math.min(clip.limit(), g));
        };
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        Arrays.setAll(doubles, i -> values[i]);
        return doubles;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "adagrad", "rmsprop", "adam"})
    void goingOnAfterAStopGivesTheSameBits(String name) {
        UpdateRule rule = UpdateRule.all().get(name);
        List<Tensor> whole = parameters();
        List<Tensor> resumed = parameters();
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            Optimizer first = new Optimizer(engine, rule, Clip.norm(2), whole);
            run(first, whole, 0, STEPS);
            Optimizer before = new Optimizer(engine, rule, Clip.norm(2), resumed);
            run(before, resumed, 0, 2);
            Optimizer after = new Optimizer(engine, rule, Clip.norm(2), resumed);
            after.setSteps(before.steps());
            for (Tensor p : resumed) {
                for (int m = 0; m < rule.moments().size(); m++) {
                    System.arraycopy(before.moment(p, m), 0, after.moment(p, m), 0, p.size());
                }
            }
            run(after, resumed, 2, STEPS);
        }
        assertSame(resumed, whole);
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        List<Tensor> alone = parameters();
        List<Tensor> together = parameters();
        try (Engine one = Engine.of(new ScalarKernels(), 1);
                Engine three = Engine.of(new ScalarKernels(), 3)) {
            run(new Optimizer(one, UpdateRule.adam(), Clip.norm(2), alone), alone, 0, STEPS);
            run(new Optimizer(three, UpdateRule.adam(), Clip.norm(2), together), together, 0, STEPS);
        }
        assertSame(together, alone);
    }

    @Test
    void aParameterWithoutAGradientStays() {
        try (Engine engine = Engine.of(new ScalarKernels(), 2)) {
            List<Tensor> parameters = parameters();
            Optimizer optimizer = new Optimizer(engine, UpdateRule.adam(), Clip.norm(1), parameters);
            assertThat(optimizer.step(RATE)).isZero();
            assertSame(parameters, parameters());
        }
    }

    private static void run(Optimizer optimizer, List<Tensor> parameters, int from, int to) {
        for (int step = from; step < to; step++) {
            setGradients(parameters, step);
            optimizer.step(RATE);
        }
    }

    private static void assertSame(List<Tensor> actual, List<Tensor> expected) {
        for (int k = 0; k < expected.size(); k++) {
            assertThat(actual.get(k).data()).isEqualTo(expected.get(k).data());
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        for (double limit : new double[] {0, -1, Double.NaN}) {
            assertThatThrownBy(() -> Clip.norm(limit)).hasMessage("the clipping limit must be above 0, got " + limit);
        }
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            Optimizer optimizer = new Optimizer(engine, UpdateRule.sgd(), Clip.none(), parameters());
            assertThatThrownBy(() -> optimizer.moment(Tensor.parameter(new float[2], 2), 0))
                    .hasMessage("not a parameter of this optimiser: Tensor[2] tracked");
        }
    }
}
