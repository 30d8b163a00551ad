package dev.unroll.simd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Straight-line vector code under construction: equal steps are one step, operands come before their users. */
final class Steps {
    /** One vector value; operands are indices of earlier steps. */
    sealed interface Step {}

    record Constant(float value) implements Step {}

    record Read(int input) implements Step {}

    /** An instruction; the number is 0 unless it takes one. */
    record Apply(Op op, int number, List<Integer> operands) implements Step {}

    private final List<Step> steps = new ArrayList<>();
    private final Map<Step, Integer> distinct = new HashMap<>();

    List<Step> all() {
        return List.copyOf(steps);
    }

    int constant(double value) {
        return place(new Constant((float) value));
    }

    int read(int input) {
        return place(new Read(input));
    }

    int op(Op op, int... operands) {
        return numbered(op, 0, operands);
    }

    int numbered(Op op, int number, int... operands) {
        return place(new Apply(op, number, Arrays.stream(operands).boxed().toList()));
    }

    int blend(int x, int otherwise, int mask) {
        return op(Op.BLEND, x, otherwise, mask);
    }

    /** Horner's rule, coefficients from the highest power to the constant. */
    int polynomial(int x, double... coefficients) {
        int sum = constant(coefficients[0]);
        for (int k = 1; k < coefficients.length; k++) {
            sum = op(Op.FMA, sum, x, constant(coefficients[k]));
        }
        return sum;
    }

    private int place(Step step) {
        return distinct.computeIfAbsent(step, s -> {
            steps.add(s);
            return steps.size() - 1;
        });
    }
}
