package dev.unroll.recurrence;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Random equations as text, for property tests; the seed names the case. Everything that the language has is among them: states that
 * are read at other times, shared products and matrices, reductions, an input read element by element, an output. Values stay of moderate size and away from
 * poles, so that float32 can follow the definition; steps and signs are left out, because two precisions may fall on
 * either side of one.
 */
final class RandomCell {
    private final SplittableRandom random;
    private final List<String> states;
    /** What an equation may read by name, grows with every equation. */
    private final List<String> values = new ArrayList<>();
    /** Products written so far: one may be written again. */
    private final List<String> products = new ArrayList<>();
    /** Matrices of hidden values: one may be applied again, to another. */
    private final List<String> matrices = new ArrayList<>();

    private int names;

    private RandomCell(SplittableRandom random) {
        this.random = random;
        states = List.of("c", "s", "h").subList(random.nextInt(3), 3);
        values.addAll(states);
        values.add("x");
    }

    static Cell of(long seed) {
        return Cell.parse("random" + seed, new RandomCell(new SplittableRandom(seed)).text());
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = "v" + names++;
            text.append(name).append(" = ").append(function(2)).append('\n');
            values.add(name);
        }
        String early = random.nextInt(3) == 0 ? states.getLast() : "";
        boolean output = random.nextInt(3) == 0;
        for (String state : states) {
            if (output && state.equals(early)) { // before a state's equation: it can be read as it was only
                text.append(output());
            }
            text.append(state).append("' = ").append(next(state)).append('\n');
            values.add(state + "'");
        }
        return output && early.isEmpty() ? text + output() : text.toString();
    }

    /** What it reads of the step stands under matrices of its own. */
    private String output() {
        String sum = outputProduct() + " + by" + (random.nextBoolean() ? " - " + outputProduct() : "");
        return "y = "
                + switch (random.nextInt(3)) {
                    case 0 -> "sigmoid(" + sum + ") * (" + outputProduct() + ")";
                    case 1 -> "tanh(" + sum + ") / (1.5 + abs(" + outputProduct() + "))";
                    default -> sum;
                }
                + "\n";
    }

    private String outputProduct() {
        String operand = random.nextInt(3) == 0 ? function(1) : pick(values);
        return "Y" + names++ + " " + (operand.equals("x") ? pick(states) : "(" + operand + ")");
    }

    private String next(String state) {
        return switch (random.nextInt(6)) {
            case 0 -> state + " * " + gate() + " + (1 - " + gate() + ") * " + function(2);
            case 1 -> "0.6 * " + state + " + " + function(2);
            case 2 -> pick(values.subList(0, states.size()));
            case 3 -> "0.5 * " + product() + " + " + function(1);
            default -> function(3);
        };
    }

    private String gate() {
        return "sigmoid(" + sum(0) + ")";
    }

    private String sum(int depth) {
        StringBuilder sum = new StringBuilder(term(depth));
        for (int i = random.nextInt(3); i > 0; i--) {
            sum.append(random.nextInt(4) == 0 ? " - " : " + ").append(term(depth));
        }
        return sum.toString();
    }

    private String term(int depth) {
        return switch (random.nextInt(8)) {
            case 0 -> "b" + names++;
            case 1 -> "w" + names++ + " * " + pick(values);
            case 2 -> pick(values);
            case 3 -> depth > 0 ? function(depth - 1) : "0.3";
            default -> product();
        };
    }

    private String product() {
        if (!products.isEmpty() && random.nextInt(6) == 0) {
            return pick(products);
        }
        String operand = random.nextInt(4) == 0 ? "(" + gate() + " * " + pick(values) + ")" : pick(values);
        boolean again = !operand.equals("x") && !matrices.isEmpty() && random.nextInt(5) == 0;
        String matrix = again ? pick(matrices) : "W" + names++;
        if (!operand.equals("x") && !again) {
            matrices.add(matrix);
        }
        String product = matrix + " " + operand;
        products.add(product);
        return product;
    }

    private String function(int depth) {
        if (depth == 0) {
            return "tanh(" + pick(values) + ")";
        }
        String a = sum(depth - 1);
        String b = sum(depth - 1);
        return switch (random.nextInt(16)) {
            case 0 -> "sigmoid(" + a + ")";
            case 1 -> "softplus(" + a + ")";
            case 2 -> "relu(" + a + ")";
            case 3 -> "sin(" + a + ")";
            case 4 -> "cos(" + a + ")";
            case 5 -> "exp(-abs(" + a + "))";
            case 6 -> "log(1.5 + abs(" + a + "))";
            case 7 -> "sqrt(0.5 + (" + a + ")^2)";
            case 8 -> "max(" + a + ", " + b + ")";
            case 9 -> "min(" + a + ", " + b + ")";
            case 10 -> "(" + a + ") / (1.5 + abs(" + b + "))";
            case 11 -> "(mean(" + a + ") + " + b + ")";
            case 12 -> "sqrt(0.2 + var(" + a + "))";
            case 13 -> normalised(a);
            default -> "tanh(" + a + ")";
        };
    }

    private static String normalised(String a) {
        return "((" + a + " - mean(" + a + ")) / sqrt(0.1 + var(" + a + ")))";
    }

    private String pick(List<String> from) {
        return from.get(random.nextInt(from.size()));
    }
}
