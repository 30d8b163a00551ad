package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.recurrence.Cell;
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
    @ValueSource(strings = {"rnn", "rnn-relu", "lstm", "gru-torch", "gru"})
    void aRecurrentStackIsLibtorchs(String cell) {
        for (String size : List.of("1", "2", "odd")) {
            check(cell, size);
        }
    }

    /** Three layers, both directions, sequences that end early, and all of it together. */
    @ParameterizedTest
    @ValueSource(strings = {"rnn", "rnn-relu", "lstm", "gru-torch"})
    void deepBidirectionalAndRaggedStacksAreLibtorchs(String cell) {
        for (String size : List.of("3", "bidirectional", "lengths", "bidirectional-lengths")) {
            check(cell, size);
        }
    }

    private void check(String cell, String size) {
        try (Engine engine = Engine.of(kernels, 1)) {
            new Stack(cell, size, engine).check();
        }
    }

    private static Cell cell(String name) {
        return name.equals("rnn-relu")
                ? Cell.parse(name, Cell.library("rnn").print().replace("tanh", "relu"))
                : Cell.library(name);
    }

    /** One recorded network and what ours makes of its inputs. */
    private static final class Stack {
        private final String name;
        private final Map<String, Golden.Array> golden;
        private final Tape tape;
        private final int batch;
        private final int input;
        private final int hidden;
        private final Recurrent stack;
        private final List<String> states;
        private final int recurrences;

        Stack(String cell, String size, Engine engine) {
            name = cell;
            golden = Golden.read(cell + "-" + size);
            tape = new Tape(engine);
            batch = golden.get("x").shape()[1];
            input = golden.get("x").shape()[2];
            recurrences = golden.get("h_0").shape()[0];
            hidden = golden.get("h_0").shape()[2];
            boolean both = size.startsWith("bidirectional");
            RecurrentOptions options = RecurrentOptions.DEFAULT
                    .withLayers(both ? recurrences / 2 : recurrences)
                    .withDirections(both ? Directions.CONCATENATED : Directions.FORWARD);
            Cell equations = cell(cell);
            states = equations.states();
            stack = new Recurrent(engine, equations, Recurrent.features(input), hidden, options);
            stack.load(parameters());
        }

        void check() {
            int rows = golden.get("x").shape()[0] * batch;
            Tensor x = Tensor.parameter(golden.get("x").values(), rows, input);
            List<Tensor> initial = ofStates("_0");
            Sequences in = Sequences.of(x, batch);
            Golden.Array lengths = golden.get("lengths");
            if (lengths != null) {
                int[] each = new int[batch];
                Arrays.setAll(each, b -> (int) lengths.values()[b]);
                in = in.withLengths(each);
            }
            RecurrentOutput output = stack.unroll(tape, in, Start.at(initial));
            assertNear("out", output.output().data(), golden.get("out").values());
            List<Tensor> finals = output.states();
            List<Tensor> expected = ofStates("_n");
            Tensor upstream = Tensor.of(golden.get("upstream.out").values(), rows, stack.outputWidth());
            Tensor loss = weighted(output.output(), upstream);
            List<Tensor> ofFinals = ofStates("upstream.", "_n");
            for (int i = 0; i < finals.size(); i++) {
                assertNear(
                        "final state " + i,
                        finals.get(i).data(),
                        expected.get(i).data());
                Tensor more = weighted(finals.get(i), ofFinals.get(i));
                loss = tape.map(Expr.parse("a + b"), List.of("a", "b"), loss, more);
            }
            tape.backward(loss);
            assertNear("gradient of x", x.gradient(), golden.get("grad.x").values());
            List<Tensor> ofInitial = ofStates("grad.", "_0");
            for (int i = 0; i < initial.size(); i++) {
                assertNear(
                        "gradient of initial state " + i,
                        initial.get(i).gradient(),
                        ofInitial.get(i).data());
            }
            gradientsOfParameters();
        }

        private Tensor weighted(Tensor y, Tensor weights) {
            return tape.sum(tape.map(Expr.parse("w * y"), List.of("w", "y"), weights, y));
        }

        private void gradientsOfParameters() {
            Map<String, Tensor> gradients = stack.export(Tensor::gradient);
            if (name.equals("gru")) {
                ofEquations("grad.")
                        .forEach((parameter, t) ->
                                assertNear(parameter, gradients.get(parameter).data(), t.data()));
                return;
            }
            gradients.forEach((parameter, t) -> {
                float[] values = t.data();
                if (parameter.startsWith("bias_hh")) {
                    // PyTorch's two biases have one gradient; ours is one bias, except where the reset gate comes
                    // between.
                    int own = name.equals("gru-torch") ? hidden : 0;
                    float[] shared =
                            gradients.get(parameter.replace("hh", "ih")).data();
                    System.arraycopy(shared, 0, values, 0, values.length - own);
                }
                assertNear(
                        "gradient of " + parameter,
                        values,
                        golden.get("grad." + parameter).values());
            });
        }

        private Map<String, Tensor> parameters() {
            if (name.equals("gru")) {
                return ofEquations("");
            }
            Map<String, Tensor> named = new LinkedHashMap<>();
            golden.forEach((parameter, a) -> named.put(parameter, Tensor.of(a.values(), a.shape())));
            return named;
        }

        /** The stacked gates r, z, n taken apart, under the names of the equations. */
        private Map<String, Tensor> ofEquations(String prefix) {
            Map<String, String> kinds = Map.of("weight_ih", "Wx", "weight_hh", "Wh", "bias_ih", "b");
            Map<String, Tensor> named = new LinkedHashMap<>();
            for (int l = 0; l < recurrences; l++) {
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

        private List<Tensor> ofStates(String suffix) {
            return ofStates("", suffix);
        }

        /** What is recorded for the states, in the order of {@link RecurrentOutput#states}. */
        private List<Tensor> ofStates(String prefix, String suffix) {
            List<Tensor> all = new ArrayList<>();
            int each = batch * hidden;
            for (int r = 0; r < recurrences; r++) {
                for (String state : states) {
                    float[] values = golden.get(prefix + state + suffix).values();
                    all.add(Tensor.parameter(Arrays.copyOfRange(values, r * each, (r + 1) * each), batch, hidden));
                }
            }
            return all;
        }

        private void assertNear(String what, float[] actual, float[] expected) {
            GoldenContract.assertNear(name + ", " + recurrences + " x " + hidden + ": " + what, actual, expected);
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
