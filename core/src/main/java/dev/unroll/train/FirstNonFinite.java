package dev.unroll.train;

import dev.unroll.nn.Module;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The first tensor that was no longer finite in a step whose loss or gradient was not: a parameter, else the data, else what
 * the forward pass computed from them, else what the backward pass did.
 *
 * @param what it is and where in it
 */
record FirstNonFinite(String what, Kind kind) {
    /** What is to be done about it. */
    enum Kind {
        BEGINNING("no update of this training has made it so: begin with other weights, or from an older checkpoint"),
        PARAMETER("the update before was too long: begin anew with a lower learning rate"),
        DATA("the data have a number that is not finite: take it out or replace it, and begin anew"),
        FORWARD(
                "the weights have grown too large for what they are multiplied with: begin anew with a lower learning rate,"
                        + " a weight decay, or smaller inputs"),
        BACKWARD(
                "the gradient grows with every step back, before it can be clipped: begin anew with shorter sequences or a"
                        + " lower learning rate");

        final String remedy;

        Kind(String remedy) {
            this.remedy = remedy;
        }
    }

    /**
     * Looks at the parameters alone.
     *
     * @param kind what it is if one of them is not
     */
    private static Optional<FirstNonFinite> among(Module model, Kind kind) {
        return parameters(model, Tensor::data, false).map(found -> new FirstNonFinite("the parameter " + found, kind));
    }

    /** Looks at parameters that no update has changed yet. */
    static Optional<FirstNonFinite> atTheBeginning(Learner learner) {
        return among(learner.model(), Kind.BEGINNING);
    }

    /** Does once more what the last call of {@link Learner#step} did, looking at everything. */
    static Optional<FirstNonFinite> inStep(Learner learner, long step) {
        return among(learner.model(), Kind.PARAMETER).or(() -> {
            Look look = new Look();
            learner.repeat(step, look);
            Optional<FirstNonFinite> found = Optional.ofNullable(look.found)
                    // A gradient comes to the last parameters first.
                    .or(() -> parameters(learner.model(), Tensor::gradient, true)
                            .map(g -> new FirstNonFinite("the gradient of " + g, Kind.BACKWARD)));
            learner.model().parameters().forEach(Tensor::clearGradient);
            return found;
        });
    }

    /** Does once more what the last call of {@link Learner#validate} did, looking at everything. */
    static Optional<FirstNonFinite> inValidation(Learner learner) {
        return among(learner.model(), Kind.PARAMETER).or(() -> {
            Look look = new Look();
            learner.revalidate(look);
            return Optional.ofNullable(look.found);
        });
    }

    private static final class Look implements Tape.Watch {
        private @Nullable FirstNonFinite found;

        @Override
        public void input(String what, float[] numbers) {
            look(what, numbers, Kind.DATA); // for parameters have been looked at
        }

        @Override
        public void forward(String what, float[] numbers) {
            look(what, numbers, Kind.FORWARD);
        }

        @Override
        public void backward(String what, float[] numbers) {
            look("the gradient of " + what, numbers, Kind.BACKWARD);
        }

        private void look(String what, float[] numbers, Kind kind) {
            int at = found == null ? find(numbers) : -1;
            if (at >= 0) {
                found = new FirstNonFinite(what + " has " + numbers[at], kind);
            }
        }
    }

    private static Optional<String> parameters(Module model, Function<Tensor, float[]> of, boolean fromTheLast) {
        List<Map.Entry<String, Tensor>> all = List.copyOf(model.export(of).entrySet());
        for (Map.Entry<String, Tensor> named : fromTheLast ? all.reversed() : all) {
            float[] numbers = named.getValue().data();
            int at = find(numbers);
            if (at >= 0) {
                return Optional.of(named.getKey() + place(at, named.getValue().shape()) + " is " + numbers[at]);
            }
        }
        return Optional.empty();
    }

    /** Index of the first that is not finite; negative where all are. */
    private static int find(float[] numbers) {
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i])) {
                return i;
            }
        }
        return -1;
    }

    private static String place(int index, int[] shape) {
        int[] place = new int[shape.length];
        int rest = index;
        for (int d = shape.length - 1; d >= 0; d--) {
            place[d] = rest % shape[d];
            rest /= shape[d];
        }
        return Arrays.toString(place);
    }
}
