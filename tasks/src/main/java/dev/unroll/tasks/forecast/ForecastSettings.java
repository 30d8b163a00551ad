package dev.unroll.tasks.forecast;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.Updates;

/**
 * How a {@link Forecaster} is trained. Parts of the series follow each other in time; below 1 they are shares of its rows, else numbers
 * of rows.
 *
 * @param batch windows of an update
 * @param training rows to learn from, the first; 0: all that the others leave
 * @param validation rows after these, by which the best weights are known
 * @param test rows after these, kept for measuring; what comes still later is not used
 * @param calendar what dates tell the model: {@link Calendar#FOUND}, {@link Calendar#NONE}, or day, week, month, year joined by commas
 * @param season steps after which the series comes round, for the methods it is compared with; 0: to be found
 * @param seed of the first weights, of dropout and of the order
 */
public record ForecastSettings(
        int batch,
        Updates updates,
        double training,
        double validation,
        double test,
        String calendar,
        int season,
        long seed)
        implements Recipe.Part {
    /** Batches of 32; a tenth for validation, a fifth for the test. */
    public static ForecastSettings standard() {
        return new ForecastSettings(32, Updates.standard(), 0, 0.1, 0.2, Calendar.FOUND, 0, 1);
    }

    public ForecastSettings {
        Check.that(batch >= 1, "a batch must have at least 1 window", batch);
        part("training", training);
        part("validation", validation);
        part("test", test);
        Calendar.check(calendar);
        Check.that(season >= 0, "a season must have at least 2 steps (1: there is none, 0: find it)", season);
    }

    private static void part(String name, double rows) {
        Check.that(
                rows >= 0 && (rows < 1 || rows == Math.rint(rows)) && rows <= Integer.MAX_VALUE,
                "the part for " + name + " must be a share below 1 or a number of rows",
                rows);
    }

    @Override
    public JsonObject toJson() {
        JsonObject json = new JsonObject().put("batch", batch);
        updates.write(json);
        return json.put("training", training)
                .put("validation", validation)
                .put("test", test)
                .put("calendar", calendar)
                .put("season", season)
                .put("seed", seed);
    }

    public static ForecastSettings fromJson(JsonObject json) {
        return new ForecastSettings(
                json.getInt("batch"),
                Updates.read(json),
                json.getDouble("training"),
                json.getDouble("validation"),
                json.getDouble("test"),
                json.getString("calendar"),
                json.getInt("season"),
                json.getLong("seed"));
    }
}
