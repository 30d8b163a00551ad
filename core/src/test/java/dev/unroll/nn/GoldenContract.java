package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.LayerRun;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.Golden;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library's cells and the linear layer compute libtorch's numbers: outputs, final states, every gradient. */
@Tag("parity")
public abstract class GoldenContract {
    /** Largest error of a tensor relative to its largest element; the recorded numbers are exact to half a float's ulp. */
    private static final double WITHIN = 1e-5;

    private final Kernels kernels;

    protected GoldenContract(Kernels kernels) {
        this.kernels = kernels;
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru-torch", "gru"})
    void aRecurrentStackIsLibtorchs(String cell) {
        for (String size : List.of("1", "2", "odd")) {
            check(cell, size);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru-torch"})
    void threeLayersAreLibtorchs(String cell) {
        check(cell, "3");
    }

    private void check(String cell, String size) {
        Map<String, Golden.Array> golden = Golden.read(cell + "-" + size);
        try (Engine engine = Engine.of(kernels, 1)) {
            new Stack(cell, golden, engine).check();
        }
    }

    /** One recorded network and what ours makes of its inputs. */
    private static final class Stack {
        private final String cell;
        private final Map<String, Golden.Array> golden;
        private final Engine engine;
        private final int steps;
        private final int batch;
        private final int input;
        private final int hidden;
        private final Recurrent stack;
        private final int layers;
        private final int states;

        Stack(String cell, Map<String, Golden.Array> golden, Engine engine) {
            this.cell = cell;
            this.golden = golden;
            this.engine = engine;
            steps = golden.get("x").shape()[0];
            batch = golden.get("x").shape()[1];
            input = golden.get("x").shape()[2];
            layers = golden.get("h_0").shape()[0];
            hidden = golden.get("h_0").shape()[2];
            stack = new Recurrent(engine, Cell.library(cell), Recurrent.features(input), hidden, layers, 0);
            states = stack.layers().getFirst().plan().states().size();
            stack.load(parameters());
        }

        void check() {
            outputsOfTheModule();
            passesOfTheLayers();
            gradientsOfParameters();
        }

        private void outputsOfTheModule() {
            RecurrentState state = stack.zeroState(batch);
            for (int l = 0; l < layers; l++) {
                state.values()[l] = ofLayer("_0", l);
            }
            Tensor x = Tensor.of(golden.get("x").values(), steps * batch, input);
            Tensor out = stack.forward(Tape.inference(engine), x, state, new CounterRandom(0, 0));
            assertNear("out", out.data(), golden.get("out").values());
            for (int l = 0; l < layers; l++) {
                assertNear("_n", state.values()[l], ofLayer("_n", l));
            }
        }

        /** Layer by layer, which gives the initial states' gradients and takes the final states'. */
        private void passesOfTheLayers() {
            List<LayerRun> runs = new ArrayList<>();
            stack.layers().forEach(layer -> runs.add(layer.begin(steps, batch, true)));
            copyRows(
                    golden.get("x").values(),
                    runs.getFirst().input(),
                    input,
                    runs.getFirst().inputStride());
            float[] out = new float[steps * batch * hidden];
            for (int l = 0; l < layers; l++) {
                runs.get(l).state(ofLayer("_0", l));
                if (l + 1 < layers) {
                    runs.get(l).forward(runs.get(l + 1).input(), runs.get(l + 1).inputStride());
                } else {
                    runs.get(l).forwardExact(out);
                }
                float[][] finals = new float[states][batch * hidden];
                runs.get(l).finalState(finals);
                assertNear("_n of layer " + l, finals, ofLayer("_n", l));
            }
            assertNear("out", out, golden.get("out").values());

            LayerRun top = runs.getLast();
            float[] upstream = golden.get("upstream.out").values();
            copyRows(upstream, top.outputGradient(), hidden, top.outputGradientStride());
            for (int l = layers - 1; l >= 0; l--) {
                float[][] ofInitial = new float[states][batch * hidden];
                runs.get(l).backward(ofLayer("upstream.", "_n", l), ofInitial);
                assertNear("gradient of _0 of layer " + l, ofInitial, ofLayer("grad.", "_0", l));
                if (l > 0) {
                    LayerRun below = runs.get(l - 1);
                    runs.get(l).inputGradient(below.outputGradient(), below.outputGradientStride(), 0);
                }
            }
            float[] ofX = new float[steps * batch * input];
            runs.getFirst().inputGradient(ofX, input, 0);
            assertNear("gradient of x", ofX, golden.get("grad.x").values());
        }

        private void gradientsOfParameters() {
            Map<String, Tensor> gradients = stack.export(Tensor::gradient);
            if (cell.equals("gru")) {
                ofEquations("grad.")
                        .forEach((name, t) ->
                                assertNear(name, gradients.get(name).data(), t.data()));
                return;
            }
            gradients.forEach((name, t) -> {
                float[] values = t.data();
                if (name.startsWith("bias_hh")) {
                    // PyTorch's two biases have one gradient; ours is one bias, except where the reset gate comes
                    // between.
                    int own = cell.equals("gru-torch") ? hidden : 0;
                    float[] shared = gradients.get(name.replace("hh", "ih")).data();
                    System.arraycopy(shared, 0, values, 0, values.length - own);
                }
                assertNear(
                        "gradient of " + name,
                        values,
                        golden.get("grad." + name).values());
            });
        }

        private Map<String, Tensor> parameters() {
            if (cell.equals("gru")) {
                return ofEquations("");
            }
            Map<String, Tensor> named = new LinkedHashMap<>();
            golden.forEach((name, a) -> named.put(name, Tensor.of(a.values(), a.shape())));
            return named;
        }

        /** The stacked gates r, z, n taken apart, under the names of the equations. */
        private Map<String, Tensor> ofEquations(String prefix) {
            Map<String, String> kinds = Map.of("weight_ih", "Wx", "weight_hh", "Wh", "bias_ih", "b");
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int l = 0; l < layers; l++) {
                int layer = l;
                kinds.forEach((torch, ours) -> {
                    Golden.Array all = golden.get(prefix + torch + "_l" + layer);
                    int[] shape = all.shape().clone();
                    shape[0] = hidden;
                    int each = all.values().length / 3;
                    for (int g = 0; g < 3; g++) {
                        float[] one = Arrays.copyOfRange(all.values(), g * each, (g + 1) * each);
                        named.put("l" + layer + "." + ours + "rzn".charAt(g), Tensor.of(one, shape));
                    }
                });
            }
            return named;
        }

        private float[][] ofLayer(String suffix, int layer) {
            return ofLayer("", suffix, layer);
        }

        /** What is recorded for the states of a layer, in the order of the cell's. */
        private float[][] ofLayer(String prefix, String suffix, int layer) {
            int each = batch * hidden;
            return stack.layers().getFirst().plan().states().stream()
                    .map(s -> golden.get(prefix + s.name() + suffix).values())
                    .map(values -> Arrays.copyOfRange(values, layer * each, (layer + 1) * each))
                    .toArray(float[][]::new);
        }

        private void copyRows(float[] from, float[] to, int width, int stride) {
            for (int r = 0; r < steps * batch; r++) {
                System.arraycopy(from, r * width, to, r * stride, width);
            }
        }

        private void assertNear(String what, float[][] actual, float[][] expected) {
            for (int s = 0; s < expected.length; s++) {
                assertNear(what, actual[s], expected[s]);
            }
        }

        private void assertNear(String what, float[] actual, float[] expected) {
            GoldenContract.assertNear(cell + ", " + layers + " layers of " + hidden + ": " + what, actual, expected);
        }
    }

    @Test
    void aLinearLayerWithCrossEntropyIsLibtorchs() {
        Map<String, Golden.Array> golden = Golden.read("linear-cross-entropy");
        Map<String, Tensor> named = new LinkedHashMap<>();
        golden.forEach((name, a) -> named.put(name, Tensor.of(a.values(), a.shape())));
        try (Engine engine = Engine.of(kernels, 1)) {
            Linear linear = new Linear(4, 5);
            linear.load(named);
            Tape tape = new Tape(engine);
            Tensor x = Tensor.parameter(golden.get("x").values(), 7, 4);
            Tensor logits = linear.forward(tape, x);
            assertNear("logits", logits.data(), golden.get("logits").values());
            float[] classes = golden.get("target").values();
            int[] targets = new int[classes.length];
            Arrays.setAll(targets, i -> (int) classes[i]);
            Tensor loss = tape.crossEntropy(logits, targets);
            assertNear("loss", loss.data(), golden.get("loss").values());
            tape.backward(loss);
            assertNear("gradient of x", x.gradient(), golden.get("grad.x").values());
            linear.export(Tensor::gradient)
                    .forEach((name, t) -> assertNear(
                            "gradient of " + name,
                            t.data(),
                            golden.get("grad." + name).values()));
        }
    }

    private static void assertNear(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double size = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            size = Math.max(size, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
        }
        assertThat(difference / size).as(what).isLessThan(WITHIN);
    }
}
