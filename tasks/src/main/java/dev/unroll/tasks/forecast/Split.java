package dev.unroll.tasks.forecast;

/**
 * The parts of a series, one after the other in time.
 *
 * @param training row after the last one to learn from
 * @param validation row after the last one held out
 * @param test row after the last one kept for measuring
 */
record Split(int training, int validation, int test) {
    /**
     * As the settings say.
     *
     * @throws IllegalArgumentException if the series is too short for them
     */
    static Split of(TimeSeries series, Architecture model, ForecastSettings settings) {
        int rows = series.rows();
        int validation = part(settings.validation(), rows);
        int test = part(settings.test(), rows);
        int training = settings.training() == 0 ? rows - validation - test : part(settings.training(), rows);
        if (training < 1 || (long) training + validation + test > rows) {
            throw new IllegalArgumentException(String.format(
                    "%s has %d rows, but %d for training, %d for validation and %d for the test were asked for; make them fewer",
                    series.source(), rows, Math.max(0, training), validation, test));
        }
        require(series, "training", training, model.context() + model.horizon(), "--context or --horizon");
        if (validation > 0) {
            require(series, "validation", validation, model.horizon(), "--horizon, or a larger --val (0: none)");
        }
        if (test > 0) {
            require(series, "the test", test, model.horizon(), "--horizon, or a larger --test (0: none)");
        }
        return new Split(training, training + validation, training + validation + test);
    }

    private static int part(double part, int rows) {
        return (int) (part < 1 ? Math.round(part * rows) : part);
    }

    private static void require(TimeSeries series, String part, int rows, int least, String remedy) {
        if (rows < least) {
            throw new IllegalArgumentException(String.format(
                    "%s has %d of its %d rows for %s, but a window needs %d there; use a longer series or a smaller %s",
                    series.source(), rows, series.rows(), part, least, remedy));
        }
    }
}
