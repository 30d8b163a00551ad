package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.loss.CrossEntropy;
import dev.unroll.loss.Ctc;
import dev.unroll.loss.ElementLoss;
import dev.unroll.loss.Hinge;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Group;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.Golden;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Activations, normalisations, losses and optimisers compute libtorch's numbers. */
@Tag("parity")
public abstract class PartsGoldenContract {
    /** Largest error of a tensor relative to its largest element. */
    private static final double WITHIN = 2e-6;

    private final Engine engine;

    protected PartsGoldenContract(Kernels kernels) {
        engine = Engine.of(kernels, 1);
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private interface Part extends BiFunction<Tape, Tensor, Tensor> {}

    private static Part written(String expression) {
        return (tape, x) -> tape.map(Expr.parse(expression), List.of("x"), x);
    }

    @Test
    void functions() {
        Map<String, Golden.Array> golden = Golden.read("functions");
        Map<String, Part> parts = new LinkedHashMap<>();
        for (String name : List.of("sigmoid", "tanh", "relu", "leaky_relu", "softplus", "hardtanh", "gelu", "silu")) {
            parts.put(name, written(name + "(x)"));
        }
        parts.put("rbf", written("rbf(x, 1, 2)"));
        parts.put("softmax", Tape::softmax);
        parts.put("log_softmax", Tape::logSoftmax);
        parts.put("maxout", (tape, x) -> tape.maxout(x, 2));
        LayerNorm layerNorm = new LayerNorm(6);
        layerNorm.load(affine(golden, "layer_norm"));
        parts.put("layer_norm", layerNorm::forward);
        BatchNorm batchNorm = new BatchNorm(6);
        Map<String, Tensor> state = batchNorm.state();
        state.putAll(affine(golden, "batch_norm"));
        batchNorm.load(state);
        parts.put("batch_norm", batchNorm::forward);
        assertThat(golden.keySet().stream().filter(n -> n.startsWith("out.")).map(n -> n.substring(4)))
                .containsExactlyElementsOf(parts.keySet());

        parts.forEach((name, part) -> {
            Tape tape = new Tape(engine);
            Tensor x = parameter(golden.get(name));
            Tensor out = part.apply(tape, tape.map(Expr.parse("7 * x"), List.of("x"), x));
            assertNear(name, out.data(), golden.get("out." + name));
            Tensor upstream = Tensor.of(golden.get("upstream." + name).values(), out.shape());
            tape.backward(tape.sum(tape.map(Expr.parse("u * y"), List.of("u", "y"), upstream, out)));
            assertNear("gradient of " + name, x.gradient(), golden.get("grad." + name));
        });
        for (String kind : List.of("weight", "bias")) {
            assertNear(kind, layerNorm.export(Tensor::gradient), golden, "grad.layer_norm.", kind);
            assertNear(kind, batchNorm.export(Tensor::gradient), golden, "grad.batch_norm.", kind);
        }
        assertNear("mean", batchNorm.state(), golden, "batch_norm.", "running_mean");
        assertNear("variance", batchNorm.state(), golden, "batch_norm.", "running_var");
        Tape inference = Tape.inference(engine);
        Tensor x = inference.map(Expr.parse("7 * x"), List.of("x"), parameter(golden.get("batch_norm")));
        assertNear("batch norm at test time", batchNorm.forward(inference, x).data(), golden.get("batch_norm.test"));
    }

    private static Map<String, Tensor> affine(Map<String, Golden.Array> golden, String name) {
        return Map.of(
                "weight", parameter(golden.get(name + ".weight")),
                "bias", parameter(golden.get(name + ".bias")));
    }

    @Test
    void losses() {
        Map<String, Golden.Array> golden = Golden.read("losses");
        Tensor target = constant(golden.get("target"));
        Tensor probability = constant(golden.get("probability"));
        int[] classes = integers(golden.get("class"));
        float[] weights = golden.get("weights").values();
        Map<String, Part> parts = new LinkedHashMap<>();
        parts.put("squared", (tape, x) -> ElementLoss.squared().mean(tape, x, target));
        parts.put("absolute", (tape, x) -> ElementLoss.absolute().mean(tape, x, target));
        parts.put("huber", (tape, x) -> ElementLoss.huber(0.7).mean(tape, x, target));
        parts.put(
                "binary",
                (tape, x) ->
                        ElementLoss.binary().mean(tape, written("sigmoid(x)").apply(tape, x), probability));
        parts.put("binary_of_logits", (tape, x) -> ElementLoss.binaryOfLogits().mean(tape, x, probability));
        parts.put("reconstruction", (tape, x) -> ElementLoss.squared().perRow(tape, x, target));
        parts.put("cross_entropy", (tape, x) -> CrossEntropy.PLAIN.of(tape, x, classes));
        parts.put("cross_entropy.weights", (tape, x) -> new CrossEntropy(0, weights).of(tape, x, classes));
        parts.put("cross_entropy.smoothing", (tape, x) -> new CrossEntropy(0.1, new float[0]).of(tape, x, classes));
        parts.put("cross_entropy.both", (tape, x) -> new CrossEntropy(0.1, weights).of(tape, x, classes));
        Tensor distribution = constant(golden.get("distribution"));
        parts.put("cross_entropy.soft", (tape, x) -> CrossEntropy.soft(tape, x, distribution));
        int[] all = integers(golden.get("class.all"));
        parts.put("hinge", (tape, x) -> Hinge.of(tape, x, all));
        assertThat(golden.keySet().stream().filter(n -> n.startsWith("loss.")).map(n -> n.substring(5)))
                .containsExactlyElementsOf(parts.keySet());

        parts.forEach((name, part) -> {
            Tape tape = new Tape(engine);
            Tensor x = parameter(golden.get(name));
            Tensor loss = part.apply(tape, tape.map(Expr.parse("4 * x"), List.of("x"), x));
            assertNear(name, loss.data(), golden.get("loss." + name));
            tape.backward(loss);
            assertNear("gradient of " + name, x.gradient(), golden.get("grad." + name));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"})
    void optimizers(String name) {
        Map<String, Golden.Array> golden = Golden.read("optimizers");
        for (String suffix : List.of("", ".decay")) {
            Tensor p = parameter(golden.get("p"));
            Decay decay = suffix.isEmpty() ? Decay.NONE : new Decay(0.1, 0);
            var optimizer = new Optimizer(engine, UpdateRule.named(name), Clip.none(), new Group(List.of(p), decay));
            for (int step = 1; golden.containsKey("g." + step); step++) {
                System.arraycopy(golden.get("g." + step).values(), 0, p.gradient(), 0, p.size());
                optimizer.step(0.05);
            }
            assertThat(optimizer.steps()).isEqualTo(4);
            // Adagrad's ε is inside the root here, outside in libtorch.
            double within = name.equals("adagrad") ? 1e-5 : WITHIN;
            assertNear(name + suffix, p.data(), golden.get(name + suffix), within);
        }
    }

    @Test
    void convolutions() {
        Map<String, Golden.Array> golden = Golden.read("conv1d");
        Map<String, Conv1dOptions> ways = new LinkedHashMap<>();
        Conv1dOptions three = Conv1dOptions.of(3);
        ways.put("plain", three);
        ways.put("stride", three.withStride(2).withPadding(1, Padding.ZEROS));
        ways.put("dilation", Conv1dOptions.of(2).withDilation(3).withPadding(2, Padding.ZEROS));
        ways.put("groups", three.withPadding(1, Padding.ZEROS).withGroups(2));
        ways.put("reflect", three.withPadding(2, Padding.REFLECT));
        ways.put(
                "replicate",
                three.withPadding(2, Padding.REPLICATE).withStride(2).withGroups(2));
        ways.put("circular", three.withPadding(2, Padding.CIRCULAR));
        Tensor x = table(golden.get("x"));
        Tape tape = new Tape(engine);
        ways.forEach((name, options) -> {
            Conv1d conv = new Conv1d(4, 6, options);
            conv.load(affine(golden, name));
            Tensor out = conv.forward(tape, x, new int[] {6, 6});
            assertNear(name, out.data(), golden.get("out." + name));
            tape.backward(weighted(tape, out, golden.get("upstream." + name)));
            for (String kind : List.of("weight", "bias")) {
                assertNear(kind, conv.export(Tensor::gradient), golden, "grad." + name + ".", kind);
            }
            tape.reset();
        });
        assertNear("gradient of x", x.gradient(), golden.get("grad.x"));
    }

    @Test
    void transformer() {
        Map<String, Golden.Array> golden = Golden.read("transformer");
        TransformerBlock block = new TransformerBlock(8, 2, 0);
        Map<String, Tensor> state = new LinkedHashMap<>();
        block.state().keySet().forEach(name -> state.put(name, constant(golden.get(name))));
        block.load(state);
        Tensor x = table(golden.get("x"));
        Tape tape = new Tape(engine);
        int[] lengths = integers(golden.get("lengths"));
        Tensor out = block.forward(tape, x, new Attention.Sight(lengths, true, true), null, new CounterRandom(1, 1));
        assertNear("out", out.data(), golden.get("out"));
        Golden.Array upstream = golden.get("upstream");
        for (int row = 0; row < out.size(0); row++) {
            if (row / 2 >= lengths[row % 2]) {
                Arrays.fill(upstream.values(), row * 8, (row + 1) * 8, 0);
            }
        }
        tape.backward(weighted(tape, out, upstream));
        assertNear("gradient of x", x.gradient(), golden.get("grad.x"));
        state.keySet().forEach(name -> assertNear(name, block.export(Tensor::gradient), golden, "grad.", name));
    }

    @Test
    void ctc() {
        Map<String, Golden.Array> golden = Golden.read("ctc");
        Tensor x = table(golden.get("x"));
        Tape tape = new Tape(engine);
        Tensor scores = tape.map(Expr.parse("4 * x"), List.of("x"), x);
        Tensor loss = Ctc.of(tape, scores, new int[] {6, 4}, new int[][] {{1, 2, 2}, {3}});
        assertNear("loss", loss.data(), golden.get("loss"));
        tape.backward(loss);
        assertNear("gradient of x", x.gradient(), golden.get("grad.x"));
    }

    private static Tensor weighted(Tape tape, Tensor out, Golden.Array upstream) {
        Tensor weights = Tensor.of(upstream.values(), out.shape());
        return tape.sum(tape.map(Expr.parse("u * y"), List.of("u", "y"), weights, out));
    }

    /** [T × B × D] as [T · B × D]. */
    private static Tensor table(Golden.Array a) {
        return Tensor.parameter(a.values().clone(), a.shape()[0] * a.shape()[1], a.shape()[2]);
    }

    private static Tensor parameter(Golden.Array a) {
        return Tensor.parameter(a.values().clone(), a.shape());
    }

    private static Tensor constant(Golden.Array a) {
        return Tensor.of(a.values(), a.shape());
    }

    private static int[] integers(Golden.Array a) {
        int[] integers = new int[a.values().length];
        Arrays.setAll(integers, i -> (int) a.values()[i]);
        return integers;
    }

    private static void assertNear(
            String what, Map<String, Tensor> actual, Map<String, Golden.Array> golden, String prefix, String name) {
        assertNear(prefix + what, actual.get(name).data(), golden.get(prefix + name));
    }

    private static void assertNear(String what, float[] actual, Golden.Array expected) {
        assertNear(what, actual, expected, WITHIN);
    }

    private static void assertNear(String what, float[] actual, Golden.Array expected, double within) {
        float[] values = expected.values();
        assertThat(actual).as(what).hasSameSizeAs(values);
        double size = 0;
        double difference = 0;
        for (int i = 0; i < values.length; i++) {
            size = Math.max(size, Math.abs(values[i]));
            difference = Math.max(difference, Math.abs((double) actual[i] - values[i]));
        }
        assertThat(difference / size).as(what).isLessThan(within);
    }
}
