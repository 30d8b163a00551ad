package dev.unroll.tasks.forecast;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.RecipeTask;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Forecasting what comes next in a series. */
public record ForecastTask(TimeSeries series) implements RecipeTask {
    public static final Recipe<Architecture, ForecastSettings> RECIPE = new Recipe<>(
            "forecast",
            Architecture.standard(),
            Architecture::fromJson,
            ForecastSettings.standard(),
            ForecastSettings::fromJson);

    static final String DATA = "data";
    static final String HASH = "sha256";
    static final String ROWS = "rows";

    /** Windows by which a loss without knowledge is known well enough. */
    private static final int ENOUGH = 2000;

    @Override
    public Recipe<Architecture, ForecastSettings> recipe() {
        return RECIPE;
    }

    @Override
    public JsonObject data() {
        return new JsonObject()
                .put(
                        DATA,
                        new JsonObject()
                                .put("source", series.source())
                                .put(ROWS, series.rows())
                                .put(HASH, series.hash(series.rows())));
    }

    @Override
    public void refuseOtherData(JsonObject config) {
        if (!series.hash(series.rows()).equals(config.getObject(DATA).getString(HASH))) {
            throw new FileException(
                    "the series is not the one this run was started with; resume it with the same file and"
                            + " columns, or start a new run");
        }
    }

    @Override
    public ForecastTraining training(Engine engine, JsonObject settings) {
        Split split = split(settings);
        Windows windows = windows(settings);
        return new ForecastTraining(
                engine,
                this,
                settings,
                windows.origins(0, split.training()),
                windows.origins(split.training(), split.validation()));
    }

    @Override
    public ForecastTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 window", examples);
        int[] all = windows(settings).origins(0, split(settings).training());
        return new ForecastTraining(engine, this, settings, some(all, examples), new int[0]);
    }

    /** At most so many of them, evenly. */
    private static int[] some(int[] origins, int most) {
        int count = Math.min(most, origins.length);
        return IntStream.range(0, count)
                .map(i -> origins[(int) ((long) i * origins.length / count)])
                .toArray();
    }

    @Override
    public long parameters(JsonObject settings) {
        Fitted fitted = fitted(settings);
        return RECIPE.model(settings).parameters(fitted.width(), fitted.targets());
    }

    /** Of saying what answers are relative to. */
    @Override
    public double untrained(JsonObject settings) {
        return loss(settings, false, learned(settings));
    }

    /** Of saying the same for every window, relative to it: in the rows held out, where there are any, for a series may grow. */
    @Override
    public double guess(JsonObject settings) {
        Split split = split(settings);
        int[] heldOut = some(windows(settings).origins(split.training(), split.validation()), ENOUGH);
        int[] judged = heldOut.length > 0 ? heldOut : learned(settings);
        return Math.min(loss(settings, false, judged), loss(settings, true, judged));
    }

    /** Some windows of the rows to learn from. */
    private int[] learned(JsonObject settings) {
        return some(windows(settings).origins(0, split(settings).training()), ENOUGH);
    }

    /** The mean loss over the windows judged, of an answer that is zero or the one that is best for those to learn from. */
    private double loss(JsonObject settings, boolean best, int... judged) {
        Architecture model = RECIPE.model(settings);
        Objective objective = model.objective();
        Windows windows = windows(settings);
        int[] learned = learned(settings);
        int targets = series.targets();
        int outputs = model.outputs(targets);
        double sum = 0;
        for (int i = 0; i < outputs; i++) {
            int which = i % objective.answers();
            int target = i / objective.answers() % targets;
            int step = i / objective.answers() / targets;
            double[] relative = Arrays.stream(learned)
                    .mapToDouble(o ->
                            (windows.target(o + step, target) - windows.middle(o, target)) / windows.spread(o, target))
                    .toArray();
            double answer = best ? objective.constant(relative, which) : 0;
            sum += Arrays.stream(judged)
                    .mapToDouble(o -> objective.of(
                            answer * windows.spread(o, target) + windows.middle(o, target),
                            windows.target(o + step, target),
                            which))
                    .average()
                    .orElseThrow();
        }
        return sum / outputs;
    }

    private Split split(JsonObject settings) {
        return Split.of(series, RECIPE.model(settings), RECIPE.training(settings));
    }

    Fitted fitted(JsonObject settings) {
        return Fitted.of(series, split(settings), RECIPE.model(settings), RECIPE.training(settings));
    }

    private Windows windows(JsonObject settings) {
        return fitted(settings).windows(series, RECIPE.model(settings));
    }
}
