package dev.unroll.tasks.forecast;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.loss.Pinball;
import dev.unroll.tasks.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * How well a model forecasts beside simple methods, from every origin of a part of a series: what comes after the origin is not known to
 * any of them, all before it is.
 *
 * @param model that was measured
 * @param series it was measured on
 * @param origins rows that are the first to be forecast
 * @param scores the model's, then those of the simple methods
 * @param quantiles of a model that answers in some
 */
public record ForecastReport(
        Forecaster model, TimeSeries series, int[] origins, List<Scores> scores, List<Quantile> quantiles) {
    /**
     * How good one quantile is.
     *
     * @param share of values that should lie below
     * @param below share that does
     * @param pinball loss, in deviations
     */
    public record Quantile(double share, double below, double pinball) {}

    /** Origins over which neighbours are alike, in horizons. */
    private static final int ALIKE = 2;

    /**
     * Measures a model: on the part kept for it if it is the very series that the model was trained on, on all that comes after the rows
     * learned from and held out if it begins like that, else on all of it.
     *
     * @param config the model's
     * @throws FileException if it is too short for a forecast
     */
    public static ForecastReport of(Forecaster model, TimeSeries series, JsonObject config) {
        Windows windows = model.fitted().windows(series, model.architecture());
        int needs = model.fitted().baselines(0).stream()
                .mapToInt(Baseline::needs)
                .max()
                .orElse(1);
        int[] part = part(series, model, config);
        int[] origins = windows.origins(Math.max(part[0], needs), part[1]);
        if (origins.length == 0) {
            throw new FileException(String.format(
                    "%s has %d rows to measure on, but a forecast needs %d before it and %d after; name a longer series%s",
                    series.source(),
                    part[1] - part[0],
                    Math.max(needs, model.architecture().context()),
                    model.architecture().horizon(),
                    part[0] == part[1] ? ", or train with a part kept for the test (--test)" : ""));
        }
        float[][] answers = model.answers(windows, origins);
        List<Scores> scores = new ArrayList<>(List.of(ofModel(model, windows, origins, answers)));
        scores.addAll(ofBaselines(model, series, origins));
        return new ForecastReport(model, series, origins, scores, quantiles(model, windows, origins, answers));
    }

    /** First row to measure on, and the one after the last. */
    private static int[] part(TimeSeries series, Forecaster model, JsonObject config) {
        JsonObject data = config.getObject(ForecastTask.DATA);
        int rows = data.getInt(ForecastTask.ROWS);
        if (series.rows() < rows || !series.hash(rows).equals(data.getString(ForecastTask.HASH))) {
            return new int[] {0, series.rows()};
        }
        TimeSeries trained = series.first(rows);
        Split split = Split.of(trained, model.architecture(), ForecastTask.RECIPE.training(config));
        return new int[] {split.validation(), series.rows() == rows ? split.test() : series.rows()};
    }

    private static Scores ofModel(Forecaster model, Windows windows, int[] origins, float[][] answers) {
        int targets = model.fitted().targets();
        int each = model.architecture().objective().answers();
        int point = model.architecture().objective().point();
        int steps = model.architecture().horizon();
        Scores.Sum sum = new Scores.Sum("model", steps, targets, origins.length);
        for (int o = 0; o < origins.length; o++) {
            for (int h = 0; h < steps; h++) {
                for (int c = 0; c < targets; c++) {
                    float answer = answers[o][(h * targets + c) * each + point];
                    sum.add(o, h, c, answer - windows.target(origins[o] + h, c));
                }
            }
        }
        return sum.scores();
    }

    private static List<Scores> ofBaselines(Forecaster model, TimeSeries series, int[] origins) {
        int steps = model.architecture().horizon();
        double[][] targets = model.fitted().targets(series);
        List<Scores> all = new ArrayList<>();
        for (int m = 0; m < model.fitted().baselines(0).size(); m++) {
            String name = model.fitted().baselines(0).get(m).name();
            Scores.Sum sum = new Scores.Sum(name, steps, targets.length, origins.length);
            for (int c = 0; c < targets.length; c++) {
                Baseline method = model.fitted().baselines(c).get(m);
                for (int o = 0; o < origins.length; o++) {
                    double[] said = method.forecast(targets[c], origins[o], steps);
                    for (int h = 0; h < steps; h++) {
                        sum.add(o, h, c, said[h] - targets[c][origins[o] + h]);
                    }
                }
            }
            all.add(sum.scores());
        }
        return all;
    }

    private static List<Quantile> quantiles(Forecaster model, Windows windows, int[] origins, float[][] answers) {
        List<Double> shares = model.architecture().objective().quantiles();
        int targets = model.fitted().targets();
        List<Quantile> all = new ArrayList<>();
        for (int q = 0; q < shares.size(); q++) {
            double below = 0;
            double pinball = 0;
            int values = answers[0].length / shares.size();
            for (int o = 0; o < origins.length; o++) {
                for (int v = 0; v < values; v++) {
                    float answer = answers[o][v * shares.size() + q];
                    float right = windows.target(origins[o] + v / targets, v % targets);
                    below += right <= answer ? 1 : 0;
                    pinball += Pinball.of(shares.get(q), answer, right);
                }
            }
            double count = (double) origins.length * values;
            all.add(new Quantile(shares.get(q), below / count, pinball / count));
        }
        return all;
    }

    /** Whether methods are compared by their absolute errors, since the model answers in medians. */
    public boolean byAbsolute() {
        Objective objective = model.architecture().objective();
        return objective instanceof Objective.Absolute || objective instanceof Objective.Quantiles;
    }

    /** Its name. */
    public String measure() {
        return byAbsolute() ? "MAE" : "MSE";
    }

    /** The figure by which methods are compared. */
    public double figure(Scores of) {
        return byAbsolute() ? of.meanAbsolute() : of.meanSquared();
    }

    /** The same of one step. */
    public double figure(Scores of, int step) {
        return Arrays.stream((byAbsolute() ? of.absolute() : of.squared())[step])
                .average()
                .orElseThrow();
    }

    private double[] each(Scores of) {
        return byAbsolute() ? of.eachAbsolute() : of.each();
    }

    /** The best of the simple methods. */
    public Scores best() {
        return scores.stream()
                .skip(1)
                .min(Comparator.comparingDouble(this::figure))
                .orElseThrow();
    }

    /** In which {@link #figure} lies. */
    public Scores.Interval interval(Scores of) {
        return Scores.interval(each(of), block());
    }

    /** In which the model's figure less that of the best simple method lies: below 0 if the model is better for sure. */
    public Scores.Interval lead() {
        double[] model = each(scores.getFirst());
        double[] other = each(best());
        return Scores.interval(
                IntStream.range(0, model.length)
                        .mapToDouble(i -> model[i] - other[i])
                        .toArray(),
                block());
    }

    private int block() {
        return ALIKE * model.architecture().horizon();
    }

    /** Mean absolute error over the mean distance from the value a season before in training (Hyndman and Koehler 2006). */
    public double scaled(Scores of) {
        return IntStream.range(0, model.fitted().targets())
                .mapToDouble(c -> of.meanAbsolute(c) / model.fitted().moves()[c])
                .average()
                .orElseThrow();
    }

    /** One standard deviation of a target, in its own unit. */
    public double deviation(int target) {
        return model.fitted().scale().deviation(target);
    }

    /** When the first step is that is forecast. */
    public String first() {
        return series.time(origins[0]);
    }

    /** Which of the origins has the median error. */
    public int usual() {
        return byError()[origins.length / 2];
    }

    /** Which has the largest. */
    public int worst() {
        return byError()[origins.length - 1];
    }

    private int[] byError() {
        double[] errors = each(scores.getFirst());
        return IntStream.range(0, errors.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> errors[i]))
                .mapToInt(i -> i)
                .toArray();
    }

    /**
     * One forecast of one target, in its own unit.
     *
     * @param time of the first step
     * @param truth some values before it and those that came
     * @param methods by their names, the model first
     * @param said by each, [method][step]
     * @param band what lies between the outer quantiles, for people; they are empty where there are none
     */
    public record Example(
            String time,
            double[] truth,
            List<String> methods,
            List<double[]> said,
            String band,
            double[] low,
            double[] high) {
        /** How many are forecast. */
        public int steps() {
            return said.getFirst().length;
        }
    }

    /**
     * The forecast from an origin.
     *
     * @param number of the origin
     * @param before values before it that are wanted
     */
    public Example example(int number, int target, int before) {
        Architecture architecture = model.architecture();
        int origin = origins[number];
        int steps = architecture.horizon();
        int targets = series.targets();
        Objective objective = architecture.objective();
        float[] answers = model.answers(model.fitted().windows(series, architecture), origin)[0];
        IntFunction<double[]> answer = which -> IntStream.range(0, steps)
                .mapToDouble(h -> restored(answers[(h * targets + target) * objective.answers() + which], target))
                .toArray();
        List<String> names = new ArrayList<>(List.of("model"));
        List<double[]> said = new ArrayList<>(List.of(answer.apply(objective.point())));
        for (Baseline b : model.fitted().baselines(target)) {
            names.add(b.name());
            said.add(Arrays.stream(b.forecast(model.fitted().targets(series)[target], origin, steps))
                    .map(v -> restored(v, target))
                    .toArray());
        }
        List<Double> shares = objective.quantiles();
        boolean band = shares.size() > 1;
        return new Example(
                series.time(origin),
                series.column(target, Math.max(0, origin - before), origin + steps),
                names,
                said,
                band ? shares.getFirst() + " to " + shares.getLast() : "",
                band ? answer.apply(0) : new double[0],
                band ? answer.apply(shares.size() - 1) : new double[0]);
    }

    private double restored(double value, int target) {
        return model.fitted().scale().restore((float) value, target);
    }

    public int season() {
        return model.fitted().season();
    }

    /** Share of the values between the lowest and the highest quantile. */
    public double covered() {
        return quantiles.getLast().below() - quantiles.getFirst().below();
    }

    /** All figures. */
    public JsonObject toJson() {
        JsonObject methods = new JsonObject();
        for (Scores s : scores) {
            Scores.Interval interval = interval(s);
            JsonObject targets = new JsonObject();
            for (int c = 0; c < series.targets(); c++) {
                targets.put(
                        series.columns().targets().get(c),
                        new JsonObject()
                                .put("mse", s.meanSquared(c) * deviation(c) * deviation(c))
                                .put("mae", s.meanAbsolute(c) * deviation(c)));
            }
            methods.put(
                    s.name(),
                    new JsonObject()
                            .put("mse", s.meanSquared())
                            .put("mae", s.meanAbsolute())
                            .put(byAbsolute() ? "mae_95" : "mse_95", List.of(interval.low(), interval.high()))
                            .put("mase", scaled(s))
                            .put("original", targets)
                            .put("mse_by_step", bySteps(s.squared()))
                            .put("mae_by_step", bySteps(s.absolute())));
        }
        JsonObject json = new JsonObject()
                .put("count", origins.length)
                .put("horizon", model.architecture().horizon())
                .put("first", first())
                .put("season", season())
                .put("methods", methods)
                .put("best_baseline", best().name())
                .put("beats_baselines", figure(scores.getFirst()) < figure(best()));
        if (!quantiles.isEmpty()) {
            json.put(
                    "quantiles",
                    quantiles.stream()
                            .map(q -> new JsonObject()
                                    .put("quantile", q.share())
                                    .put("below", q.below())
                                    .put("pinball", q.pinball()))
                            .toList());
        }
        return json;
    }

    private static List<Double> bySteps(double[][] table) {
        return Arrays.stream(table)
                .map(t -> Arrays.stream(t).average().orElse(Double.NaN))
                .toList();
    }
}
