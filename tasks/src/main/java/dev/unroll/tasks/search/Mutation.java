package dev.unroll.tasks.search;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Function;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Init;
import java.util.List;

/**
 * A small change of a cell's equations, drawn at random: other functions and operators, other operands, terms more or less,
 * gates and memories as the cells of the literature have them, other beginnings of biases. What comes out need not be a good cell, nor one
 * that compiles.
 */
enum Mutation {
    /** tanh(a) becomes sigmoid(a), or just a. */
    FUNCTION {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            if (!(parts(cell, at).get(part) instanceof Expr.Call call)
                    || call.function().arity() != 1) {
                return "";
            }
            int which = dice.below(FUNCTIONS.size() + 1);
            Expr inner = call.arguments().getFirst();
            Expr now = which == FUNCTIONS.size() ? inner : Expr.call(FUNCTIONS.get(which), inner);
            return replace(cell, at, part, now);
        }
    },

    /** a becomes tanh(a), or 1 − a. */
    WRAP {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            Expr inner = parts(cell, at).get(part);
            int which = dice.below(FUNCTIONS.size() + 1);
            Expr now = which == FUNCTIONS.size() ? Expr.of(1).minus(inner) : Expr.call(FUNCTIONS.get(which), inner);
            return replace(cell, at, part, now);
        }
    },

    /** a + b becomes a * b or a − b. */
    OPERATOR {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            Expr e = parts(cell, at).get(part);
            if (!(e instanceof Expr.Add) && !(e instanceof Expr.Sub) && !(e instanceof Expr.Mul)) {
                return "";
            }
            Expr a = e.children().get(0);
            Expr b = e.children().get(1);
            Expr now = dice.pick(List.of(a.plus(b), a.minus(b), a.times(b)));
            return replace(cell, at, part, now);
        }
    },

    /** a + b becomes a. */
    REMOVE {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            List<Expr> children = parts(cell, at).get(part).children();
            if (children.isEmpty() || children.contains(X)) {
                return "";
            }
            return replace(cell, at, part, dice.pick(children));
        }
    },

    /** A name becomes another; so does what a matrix is applied to. */
    OPERAND {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            Expr value = Expr.var(dice.pick(cell.readable(at)));
            return switch (parts(cell, at).get(part)) {
                case Expr.Var v when !cell.vectors().contains(v.name()) -> replace(cell, at, part, value);
                case Expr.Product p ->
                    replace(cell, at, part, new Expr.Product(cell.fresh("W"), dice.below(3) == 0 ? X : value));
                default -> "";
            };
        }
    },

    /** a becomes a + W b, a + w * b, or a + b. */
    TERM {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            Expr value = Expr.var(dice.pick(cell.readable(at)));
            Expr term = switch (dice.below(4)) {
                case 0 -> new Expr.Product(cell.fresh("W"), X);
                case 1 -> new Expr.Product(cell.fresh("W"), value);
                case 2 -> Expr.var(cell.fresh("w")).times(value);
                default -> value;
            };
            return replace(cell, at, part, parts(cell, at).get(part).plus(term));
        }
    },

    /** a becomes a * z, with a new gate z. */
    GATE {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            Expr value = parts(cell, at).get(part);
            String gate = gate(cell, at, dice, 0);
            return replace(cell, at + 1, part, value.times(Expr.var(gate)));
        }
    },

    /** h' = a becomes h' = z * h + (1 − z) * a, with a new gate z. */
    LEAK {
        @Override
        String change(Equations cell, int at, Dice dice) {
            if (!cell.isState(at)) {
                return "";
            }
            String state = cell.target(at).replace("'", "");
            Expr value = cell.value(at);
            Expr z = Expr.var(gate(cell, at, dice, 0));
            cell.set(at + 1, z.times(Expr.var(state)).plus(Expr.of(1).minus(z).times(value)));
            return "leak of " + state;
        }
    },

    /** a becomes m', a new state that gathers it: m' = f * m + a, with a new gate f that starts open. */
    MEMORY {
        @Override
        String change(Equations cell, int at, Dice dice) {
            int part = dice.below(parts(cell, at).size());
            Expr value = parts(cell, at).get(part);
            if (value instanceof Expr.Const) {
                return "";
            }
            String state = cell.fresh("m");
            String gate = gate(cell, at, dice, 1);
            cell.insert(
                    at + 1, state + "'", Expr.var(gate).times(Expr.var(state)).plus(value));
            return replace(cell, at + 2, part, Expr.var(state + "'"));
        }
    },

    /** A bias or diagonal matrix starts as another constant. */
    INIT {
        @Override
        String change(Equations cell, int at, Dice dice) {
            List<String> vectors = List.copyOf(cell.vectors());
            if (vectors.isEmpty()) {
                return "";
            }
            String vector = dice.pick(vectors);
            int value = dice.below(5) - 2;
            cell.init(vector, new Init.Constant(value));
            return vector + " starts at " + value;
        }
    };

    private static final Expr X = Expr.var(Cell.INPUT);
    private static final List<Function> FUNCTIONS = List.of(Function.TANH, Function.SIGMOID, Function.RELU);

    /**
     * Tries to change a cell.
     *
     * @param at the equation to change
     * @return what was done, in a few words; empty where there is nothing of the kind to change
     */
    abstract String change(Equations cell, int at, Dice dice);

    private static List<Expr> parts(Equations cell, int at) {
        return Equations.parts(cell.value(at));
    }

    private static String replace(Equations cell, int at, int part, Expr now) {
        Expr before = parts(cell, at).get(part);
        if (before.equals(now)) {
            return "";
        }
        cell.set(at, Equations.replaced(cell.value(at), part, e -> now));
        return before.print() + " -> " + now.print();
    }

    /** Puts a new gate before an equation: a sigmoid of the input, and mostly of a state. */
    private static String gate(Equations cell, int at, Dice dice, int bias) {
        String name = cell.fresh("z");
        Expr sum = new Expr.Product(cell.fresh("Wx" + name), X);
        if (dice.below(4) > 0) {
            String state = dice.pick(cell.states());
            sum = sum.plus(new Expr.Product(cell.fresh("W" + state + name), Expr.var(state)));
        }
        String b = cell.fresh("b" + name);
        cell.insert(at, name, Expr.call(Function.SIGMOID, sum.plus(Expr.var(b))));
        cell.init(b, new Init.Constant(bias));
        return name;
    }
}
