package dev.unroll.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule against plain loops in double, clipping, and going on after a stop. */
class OptimizerTest {
    private static final int STEPS = 6;
    private static final double RATE = 0.05;

    /** One number's update in double, with its moments; written from the papers, not from the rules under test. */
    private interface Reference {
        /** @param wd weight decay, which is in g already for the rules that have no own use for it */
        double next(double p, double g, double wd, double[] moments, int step);
    }

    private static Reference reference(String rule) {
        return switch (rule) {
            case "sgd" -> (p, g, wd, m, t) -> p - RATE * g;
            case "momentum" ->
                (p, g, wd, m, t) -> {
                    m[0] = 0.9 * m[0] - wd * RATE * p - RATE * g;
                    return p + m[0];
                };
            // as Sutskever et al. (2013) have it: the gradient is taken at p, which stands ahead of the parameters q
            case "nesterov" ->
                (p, g, wd, m, t) -> {
                    double q = p - 0.9 * m[0];
                    m[0] = 0.9 * m[0] - RATE * g;
                    return q + m[0] + 0.9 * m[0];
                };
            case "adagrad" ->
                (p, g, wd, m, t) -> {
                    m[0] += g * g;
                    return p - RATE * g / Math.sqrt(m[0] + 1e-8);
                };
            case "rmsprop" ->
                (p, g, wd, m, t) -> {
                    m[0] = 0.95 * m[0] + 0.05 * g * g;
                    return p - RATE * g / (Math.sqrt(m[0]) + 1e-8);
                };
            case "adam" -> (p, g, wd, m, t) -> p - adamStep(g, m, t);
            case "adamw" -> (p, g, wd, m, t) -> p - RATE * wd * p - adamStep(g, m, t);
            default -> throw new IllegalArgumentException(rule);
        };
    }

    private static double adamStep(double g, double[] m, int t) {
        m[0] = 0.9 * m[0] + 0.1 * g;
        m[1] = 0.999 * m[1] + 0.001 * g * g;
        double mean = m[0] / (1 - Math.pow(0.9, t));
        double square = m[1] / (1 - Math.pow(0.999, t));
        return RATE * mean / (Math.sqrt(square) + 1e-8);
    }

    private static boolean decaysItself(String rule) {
        return rule.equals("momentum") || rule.equals("adamw");
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

    static Stream<String> rules() {
        return UpdateRule.all().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void updatesAsInThePaper(String rule) {
        check(rule, Clip.none(), Decay.NONE);
        check(rule, Clip.norm(2), Decay.NONE);
        check(rule, Clip.norm(1e9), Decay.NONE);
        check(rule, Clip.value(0.05), Decay.NONE);
        check(rule, Clip.norm(2), new Decay(0.01, 0));
        check(rule, Clip.norm(2), new Decay(0, 0.01));
        check(rule, Clip.value(0.05), new Decay(0.02, 0.01));
    }

    private static void check(String rule, Clip clip, Decay decay) {
        List<Tensor> parameters = parameters();
        Reference reference = reference(rule);
        double[][] expected = parameters.stream().map(p -> doubles(p.data())).toArray(double[][]::new);
        double[][][] moments =
                parameters.stream().map(p -> new double[p.size()][2]).toArray(double[][][]::new);
        // Where gradient and penalty nearly cancel, the rounding of each is large beside what is left.
        boolean[][] cancelled =
                parameters.stream().map(p -> new boolean[p.size()]).toArray(boolean[][]::new);
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            Optimizer optimizer = new Optimizer(engine, UpdateRule.named(rule), clip, new Group(parameters, decay));
            for (int step = 1; step <= STEPS; step++) {
                setGradients(parameters, step);
                double norm = norm(parameters);
                for (int k = 0; k < expected.length; k++) {
                    float[] gradient = parameters.get(k).gradient();
                    for (int i = 0; i < gradient.length; i++) {
                        double p = expected[k][i];
                        double g = clipped(clip, gradient[i], norm);
                        double pull = decay.l1() * Math.signum(p) + (decaysItself(rule) ? 0 : decay.l2() * p);
                        cancelled[k][i] |= Math.abs(g + pull) < 0.05 * Math.abs(g);
                        expected[k][i] = reference.next(p, g + pull, decay.l2(), moments[k][i], step);
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
            int compared = 0;
            for (int i = 0; i < actual.length; i++) {
                if (!cancelled[k][i]) {
                    worst = Math.max(worst, Math.abs(actual[i] - expected[k][i]));
                    compared++;
                }
            }
            assertThat(compared).isGreaterThan(actual.length / 2);
            // parameters are at most about 4, so an update rounds to 2e-7
            assertThat(worst).as("%s %s %s", rule, clip, decay).isLessThan(STEPS * 3e-7);
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
    @MethodSource("rules")
    void goingOnAfterAStopGivesTheSameBits(String name) {
        UpdateRule rule = UpdateRule.named(name).averaging(0.9);
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

    /** The first two updates of AlexNet's rule, worked out with pencil and paper. */
    @Test
    void momentumIsAlexNets() {
        Tensor w = Tensor.parameter(new float[] {1}, 1);
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            var optimizer = new Optimizer(
                    engine, UpdateRule.momentum(), Clip.none(), new Group(List.of(w), new Decay(0.0005, 0)));
            w.gradient()[0] = 0.5f;
            optimizer.step(0.1);
            // v = -0.0005 * 0.1 * 1 - 0.1 * 0.5 = -0.05005
            assertThat(w.data()[0]).isCloseTo(0.94995f, within(1e-7f));
            w.gradient()[0] = -0.2f;
            optimizer.step(0.1);
            // v = 0.9 * -0.05005 - 0.0005 * 0.1 * 0.94995 + 0.1 * 0.2 = -0.0250924975
            assertThat(w.data()[0]).isCloseTo(0.9248575f, within(1e-7f));
        }
    }

    @Test
    void matricesAreDecayedAndVectorsAreNot() {
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            for (String cell : List.of("lstm", "gru", "rnn")) {
                Recurrent module = new Recurrent(
                        engine, Cell.library(cell), Recurrent.tokens(5), 3, RecurrentOptions.DEFAULT.withLayers(2));
                module.initialise(1, "");
                Map<String, Tensor> before = module.state();
                Optimizer optimizer =
                        new Optimizer(engine, UpdateRule.sgd(), Clip.none(), Group.of(module, new Decay(0.5, 0)));
                optimizer.step(1);
                Map<String, Tensor> after = module.state();
                before.forEach((name, t) -> {
                    float left = t.rank() == 1 ? 1 : 0.5f;
                    for (int i = 0; i < t.size(); i++) {
                        assertThat(after.get(name).data()[i]).as(name).isEqualTo(left * t.data()[i]);
                    }
                });
            }
        }
    }

    @Test
    void theAverageIsThatOfTheParametersAfterEachUpdate() {
        List<Tensor> parameters = parameters();
        Tensor p = parameters.getLast();
        double[] sum = new double[p.size()];
        double weights = 0;
        try (Engine engine = Engine.of(new ScalarKernels(), 2)) {
            var optimizer = new Optimizer(engine, UpdateRule.adam().averaging(0.8), Clip.norm(1), parameters);
            assertThat(optimizer.averaged(() -> p.data().clone())).isEqualTo(p.data());
            for (int step = 0; step < STEPS; step++) {
                run(optimizer, parameters, step, step + 1);
                double weight = Math.pow(0.8, STEPS - 1 - step);
                weights += weight;
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += weight * p.data()[i];
                }
            }
            float[] last = p.data().clone();
            float[] average = optimizer.averaged(() -> p.data().clone());
            assertThat(p.data()).isEqualTo(last);
            for (int i = 0; i < sum.length; i++) {
                assertThat(average[i]).isCloseTo((float) (sum[i] / weights), within(2e-6f));
            }
            assertThatThrownBy(() -> optimizer.averaged(() -> {
                        throw new IllegalStateException("in use");
                    }))
                    .hasMessage("in use");
            assertThat(p.data()).isEqualTo(last);
        }
    }

    /** As the rows of a token that is seen no more: 0.9 times 4 times the smallest number is that again, and slow for ever. */
    @Test
    void momentsFadeToZero() {
        for (UpdateRule rule : UpdateRule.all().values()) {
            Tensor p = Tensor.parameter(new float[40], 40);
            try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
                Optimizer optimizer = new Optimizer(engine, rule, Clip.none(), List.of(p));
                for (int step = 0; step < 2_000; step++) {
                    Arrays.fill(p.gradient(), step == 0 ? 1e-8f : 0);
                    optimizer.step(RATE);
                }
                for (int moment = 0; moment < rule.moments().size(); moment++) {
                    for (float m : optimizer.moment(p, moment)) {
                        assertThat(Math.abs(m)).as(rule.name()).matches(size -> size == 0 || size >= 0x1p-114f);
                    }
                }
            }
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> UpdateRule.named("adm"))
                .hasMessage("unknown optimizer adm; there are adam, adamw, rmsprop, adagrad, sgd, momentum, nesterov;"
                        + " did you mean adam?");
        assertThatThrownBy(() -> UpdateRule.sgd().averaging(1))
                .hasMessage("the decay of the average must be at least 0 and below 1, got 1.0");
        assertThatThrownBy(() -> new Decay(-0.1, 0)).hasMessage("the weight decay must be at least 0, got -0.1");

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
