package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Moves and scales each feature to mean 0 and deviation 1. It is fitted on training data only, for what is held out must not
 * be known, and kept with the model, which needs the same numbers for ever after.
 */
public final class Standardization {
    private final double[] means;
    private final double[] deviations;

    private Standardization(double[] means, double[] deviations) {
        this.means = means;
        this.deviations = deviations;
    }

    /**
     * Takes means and deviations of the columns of tables. A number that is missing (NaN) does not count; a feature that is
     * always the same is only moved.
     *
     * @param width columns
     * @param tables [rows × width] each
     */
    public static Standardization fit(int width, List<float[]> tables) {
        double[] counts = new double[width];
        double[] means = new double[width];
        double[] squares = new double[width];
        for (float[] table : tables) {
            if (table.length % width != 0) {
                throw new IllegalArgumentException(table.length + " numbers are no rows of " + width);
            }
            for (int i = 0; i < table.length; i++) {
                if (!Float.isNaN(table[i])) {
                    int c = i % width;
                    counts[c]++;
                    // Welford (1962): without the cancellation of Σx² − (Σx)²
                    double off = table[i] - means[c];
                    means[c] += off / counts[c];
                    squares[c] += off * (table[i] - means[c]);
                }
            }
        }
        double[] deviations = new double[width];
        for (int c = 0; c < width; c++) {
            double deviation = counts[c] == 0 ? 0 : Math.sqrt(squares[c] / counts[c]);
            deviations[c] = deviation > 0 ? deviation : 1;
        }
        return new Standardization(means, deviations);
    }

    public int width() {
        return means.length;
    }

    /** By which a feature is divided. */
    public double deviation(int column) {
        return deviations[column];
    }

    /** (x − mean) / deviation, in place. */
    public void apply(float[] table) {
        for (int i = 0; i < table.length; i++) {
            int c = i % means.length;
            table[i] = (float) ((table[i] - means[c]) / deviations[c]);
        }
    }

    /** The way back of {@link #apply}, for one feature. */
    public float restore(float value, int column) {
        return (float) (value * deviations[column] + means[column]);
    }

    public JsonObject toJson() {
        return new JsonObject().put("means", list(means)).put("deviations", list(deviations));
    }

    private static List<Double> list(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }

    /**
     * Reads what {@link #toJson} gives.
     *
     * @throws FileException if it is something else
     */
    public static Standardization fromJson(JsonObject json) {
        double[] means = json.getDoubles("means");
        double[] deviations = json.getDoubles("deviations");
        if (means.length != deviations.length || !Arrays.stream(deviations).allMatch(d -> d > 0)) {
            throw new FileException("the standardisation is corrupt: it has " + means.length + " means and "
                    + deviations.length + " deviations, which must be above 0; restore its file from a copy");
        }
        return new Standardization(means, deviations);
    }
}
