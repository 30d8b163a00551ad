package dev.unroll.inspect;

import dev.unroll.nn.RecurrentState;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a gate does over the steps of some sequences. Saturation is as Karpathy, Johnson and Fei-Fei (2015) count it: the
 * share of time that a unit's gate is below 0.1 (left) or above 0.9 (right).
 *
 * @param layer from the bottom, counted from 0
 * @param gate its name in the equations
 * @param mean how open each unit's gate is on average, from 0 to 1
 * @param left share of time that each unit's gate is left-saturated
 * @param right share of time that each unit's gate is right-saturated
 */
public record GateUse(int layer, String gate, double[] mean, double[] left, double[] right) {
    private static final float SHUT = 0.1f;
    private static final float OPEN = 0.9f;

    /** Over all units. */
    public double meanOpen() {
        return Arrays.stream(mean).average().orElse(Double.NaN);
    }

    /** Over all units. */
    public double leftShare() {
        return Arrays.stream(left).average().orElse(Double.NaN);
    }

    /** Over all units. */
    public double rightShare() {
        return Arrays.stream(right).average().orElse(Double.NaN);
    }

    /**
     * Runs a copy of a stack whose cell keeps its gates, on the input of a run.
     *
     * @return for each layer, bottom to top, its gates in the order of their equations; empty where the cell has none
     */
    public static List<GateUse> of(StepwiseRun run) {
        Cell cell = run.layers().getFirst().plan().cell();
        Gates gates = Gates.of(cell);
        if (gates.states().isEmpty()) {
            return List.of();
        }
        List<Layer> watched = run.layers().stream()
                .map(l -> l.with(Plan.of(gates.watched(), l.plan().noise())))
                .toList();
        List<GateUse> uses = new ArrayList<>();
        try (StepwiseRun again = run.with(watched, initial(run, gates))) {
            for (int l = 0; l < watched.size(); l++) {
                for (String gate : gates.states().keySet()) {
                    int state = gates.watched().states().indexOf(gates.states().get(gate));
                    uses.add(count(again, l, gate, state));
                }
            }
        }
        return uses;
    }

    /** The state before the run's first step; what the gates were before nobody reads. */
    private static RecurrentState initial(StepwiseRun run, Gates gates) {
        List<String> own = run.layers().getFirst().plan().cell().states();
        List<String> all = gates.watched().states();
        float[][][] values = new float[run.layers().size()][all.size()][];
        for (int l = 0; l < values.length; l++) {
            for (int s = 0; s < all.size(); s++) {
                int before = own.indexOf(all.get(s));
                values[l][s] = before < 0
                        ? new float[run.batch() * run.layers().get(l).hidden()]
                        : run.before(0).values()[l][before];
            }
        }
        return new RecurrentState(run.batch(), values);
    }

    private static GateUse count(StepwiseRun run, int layer, String gate, int state) {
        int hidden = run.layers().get(layer).hidden();
        double[] mean = new double[hidden];
        double[] left = new double[hidden];
        double[] right = new double[hidden];
        double share = 1.0 / ((double) run.steps() * run.batch());
        for (int t = 0; t < run.steps(); t++) {
            float[] values = run.after(t).values()[layer][state];
            for (int i = 0; i < values.length; i++) {
                mean[i % hidden] += share * values[i];
                left[i % hidden] += values[i] < SHUT ? share : 0;
                right[i % hidden] += values[i] > OPEN ? share : 0;
            }
        }
        return new GateUse(layer, gate, mean, left, right);
    }
}
