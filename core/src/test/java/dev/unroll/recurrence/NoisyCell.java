package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cell with {@link StateNoise} as the cell without it that it is by definition: masks are further elements of the input,
 * selected by matrices of zeros and ones, and stand in the equations. All values that are dropped out have one mask.
 */
final class NoisyCell {
    private static final String DROPOUT = "SelectDropout";

    private final Cell cell;
    private final StateNoise noise;
    private final List<String> zoned;
    /** Names of values that are made of states. */
    private final Set<String> ofStates = new HashSet<>();

    NoisyCell(Cell cell, StateNoise noise) {
        this.cell = cell;
        this.noise = noise;
        zoned = List.copyOf(noise.zoneout().keySet());
        ofStates.addAll(cell.states());
    }

    /** Its equations over the longer input. */
    Cell definition() {
        List<Cell.Equation> equations = new ArrayList<>();
        List<Cell.Equation> last = new ArrayList<>();
        for (Cell.Equation e : cell.equations()) {
            if (e.isOutput()) {
                continue;
            }
            String name = e.isState() ? inner(e.target()) : e.target();
            equations.add(new Cell.Equation(name, renamed(dropped(e.value()))));
            if (e.value().variables().stream().anyMatch(ofStates::contains)) {
                ofStates.add(e.target());
            }
            if (e.isState()) {
                String state = e.target().substring(0, e.target().length() - 1);
                Expr z = new Expr.Product(zoneout(state), Expr.var(Cell.INPUT));
                Expr next = Expr.var(name);
                last.add(new Cell.Equation(
                        e.target(),
                        zoned.contains(state)
                                ? z.times(Expr.var(state))
                                        .plus(Expr.of(1).minus(z).times(next))
                                : next));
            }
        }
        equations.addAll(last);
        cell.outputEquation().ifPresent(y -> equations.add(new Cell.Equation(Cell.OUTPUT, outer(y.value()))));
        return new Cell(cell.name(), equations, Map.of());
    }

    private static String inner(String target) {
        return "inner_" + target.substring(0, target.length() - 1);
    }

    private static String zoneout(String state) {
        return "SelectZoneout_" + state;
    }

    /** Equations of the step read what the state's own gives. */
    private static Expr renamed(Expr e) {
        return e instanceof Expr.Var v && v.name().endsWith("'")
                ? Expr.var(inner(v.name()))
                : e.map(NoisyCell::renamed);
    }

    private Expr dropped(Expr e) {
        Expr inside = e.map(this::dropped);
        boolean recurrent = noise.dropout() > 0
                && inside instanceof Expr.Product p
                && p.operand().variables().stream().anyMatch(ofStates::contains);
        return recurrent && inside instanceof Expr.Product p
                ? new Expr.Product(p.matrix(), new Expr.Product(DROPOUT, Expr.var(Cell.INPUT)).times(p.operand()))
                : inside;
    }

    /** The output's own products are not recurrent; those in what they multiply are. */
    private Expr outer(Expr e) {
        return e instanceof Expr.Product p ? new Expr.Product(p.matrix(), dropped(p.operand())) : e.map(this::outer);
    }

    /** Elements of the longer input. */
    int width(int input, int hidden) {
        return input + (1 + zoned.size()) * hidden;
    }

    /** The parameters of the definition, from those of the cell. */
    Map<String, double[]> parameters(Map<String, double[]> own, int input, int hidden, int output) {
        int width = width(input, hidden);
        Map<String, double[]> all = new HashMap<>();
        definition().parameterShapes(hidden, width, output).forEach((name, shape) -> {
            boolean ofInput = shape.length > 1 && shape[1] == width;
            double[] values = own.get(name);
            int block = name.equals(DROPOUT) ? 0 : 1 + zoned.indexOf(name.replace(zoneout(""), ""));
            if (values == null) {
                values = new double[hidden * width];
                for (int i = 0; i < hidden; i++) {
                    values[i * width + input + block * hidden + i] = 1;
                }
            } else if (ofInput) {
                values = wider(values, input, width);
            }
            all.put(name, values);
        });
        return all;
    }

    private static double[] wider(double[] rows, int from, int to) {
        double[] wide = new double[rows.length / from * to];
        for (int r = 0; r * from < rows.length; r++) {
            System.arraycopy(rows, r * from, wide, r * to, from);
        }
        return wide;
    }

    /** The first columns of a table that is {@code from} wide. */
    static double[] narrower(double[] rows, int from, int to) {
        double[] narrow = new double[rows.length / from * to];
        for (int r = 0; r * from < rows.length; r++) {
            System.arraycopy(rows, r * from, narrow, r * to, to);
        }
        return narrow;
    }

    /** The longer input: x, then the masks. */
    float[] input(float[] x, int input, int hidden, Masks masks, int batch) {
        int width = width(input, hidden);
        float[] all = new float[x.length / input * width];
        for (int r = 0; r * input < x.length; r++) {
            System.arraycopy(x, r * input, all, r * width, input);
            for (int i = 0; i < hidden; i++) {
                int to = r * width + input + i;
                all[to] = noise.dropout() > 0 ? masks.dropout[masks.at(r % batch, 0, masks.dropped()) + i] : 1;
                for (int s = 0; s < zoned.size(); s++) {
                    all[to + (1 + s) * hidden] = masks.zoneout[masks.at(r, s, zoned.size()) + i];
                }
            }
        }
        return all;
    }

    /** Gives all values that are dropped out the first one's mask, as the definition has it. */
    static void unite(Masks masks, int batch, int hidden) {
        for (int b = 0; b < batch && masks.dropped() > 1; b++) {
            int first = masks.at(b, 0, masks.dropped());
            float[] mask = Arrays.copyOfRange(masks.dropout, first, first + hidden);
            for (int v = 1; v < masks.dropped(); v++) {
                System.arraycopy(mask, 0, masks.dropout, masks.at(b, v, masks.dropped()), hidden);
            }
        }
    }
}
