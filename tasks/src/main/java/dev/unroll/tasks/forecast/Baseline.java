package dev.unroll.tasks.forecast;

import dev.unroll.classic.Autoregression;
import dev.unroll.io.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A simple method that a model has to beat. */
sealed interface Baseline {
    String name();

    /** How many values before it needs. */
    int needs();

    /**
     * The values that follow.
     *
     * @param series of which those before {@code end} are known
     */
    double[] forecast(double[] series, int end, int steps);

    /** The last value, again and again. */
    record Naive() implements Baseline {
        @Override
        public String name() {
            return "naive";
        }

        @Override
        public int needs() {
            return 1;
        }

        @Override
        public double[] forecast(double[] series, int end, int steps) {
            double[] all = new double[steps];
            Arrays.fill(all, series[end - 1]);
            return all;
        }
    }

    /** The last season, again and again. */
    record Seasonal(int season) implements Baseline {
        @Override
        public String name() {
            return "seasonal naive";
        }

        @Override
        public int needs() {
            return season;
        }

        @Override
        public double[] forecast(double[] series, int end, int steps) {
            double[] all = new double[steps];
            Arrays.setAll(all, h -> series[end - season + h % season]);
            return all;
        }
    }

    /** {@link Autoregression}. */
    record Autoregressive(Autoregression fitted) implements Baseline {
        @Override
        public String name() {
            return "autoregressive";
        }

        @Override
        public int needs() {
            return fitted.order();
        }

        @Override
        public double[] forecast(double[] series, int end, int steps) {
            return fitted.forecast(series, end, steps);
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("constant", fitted.constant())
                    .put("weights", Arrays.stream(fitted.weights()).boxed().toList());
        }

        static Autoregressive fromJson(JsonObject json) {
            return new Autoregressive(new Autoregression(json.getDouble("constant"), json.getDoubles("weights")));
        }
    }

    /** All there are for a series: the seasonal one where there is a season. */
    static List<Baseline> all(int season, Autoregressive autoregressive) {
        List<Baseline> all = new ArrayList<>(List.of(new Naive()));
        if (season > 1) {
            all.add(new Seasonal(season));
        }
        all.add(autoregressive);
        return all;
    }
}
