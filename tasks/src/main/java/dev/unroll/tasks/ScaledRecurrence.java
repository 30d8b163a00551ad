package dev.unroll.tasks;

import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.Plan;

/**
 * What becomes of gradients in a network as it starts, with recurrent matrices of a given size: random ones, each scaled to a
 * largest singular value. Where that of every step's Jacobian is below 1 the gradient vanishes; it can only explode above
 * (Bengio, Simard and Frasconi 1994; Pascanu, Mikolov and Bengio 2013).
 */
public final class ScaledRecurrence {
    private ScaledRecurrence() {}

    /**
     * Looks at gradients on examples of a task.
     *
     * @param largestSingularValue that every matrix applied to a state gets
     * @param seed of the matrices before they are scaled
     */
    public static GradientReport of(
            Engine engine,
            MemoryTask task,
            LanguageModel.Architecture architecture,
            double largestSingularValue,
            long seed,
            int sequences,
            int jacobians) {
        MemoryModel model = new MemoryModel(engine, task, architecture);
        model.initialise(seed);
        for (Layer layer : model.rnn().layers()) {
            for (Plan.Matrix matrix : layer.plan().matrices()) {
                if (matrix.operand() != Plan.INPUT) {
                    scale(layer, matrix.name(), largestSingularValue);
                }
            }
        }
        return MemoryGradients.of(model, sequences, jacobians);
    }

    private static void scale(Layer layer, String matrix, double largestSingularValue) {
        float[] values = layer.parameter(matrix);
        int n = layer.hidden();
        double[][] rows = new double[n][n];
        for (int i = 0; i < values.length; i++) {
            rows[i / n][i % n] = values[i];
        }
        double factor = largestSingularValue / Spectrum.of(rows).largestSingularValue();
        for (int i = 0; i < values.length; i++) {
            values[i] *= (float) factor;
        }
        layer.setParameter(matrix, values);
    }
}
