package dev.unroll.app;

import dev.unroll.tasks.Check;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.forecast.Architecture;
import dev.unroll.tasks.forecast.ForecastSettings;
import dev.unroll.tasks.forecast.Relative;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what forecasts and how it is trained; what is not given is as it is in a base. */
final class ForecastOptions implements TaskOptions<Architecture, ForecastSettings> {
    @Option(names = "--horizon", paramLabel = "N", description = "Steps to forecast (default: 24).")
    private @Nullable Integer horizon;

    @Option(names = "--context", paramLabel = "N", description = "Steps that are read before (default: 96).")
    private @Nullable Integer context;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(names = "--hidden", paramLabel = "N", description = "Units of a layer (default: 64).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers (default: 1).")
    private @Nullable Integer layers;

    @Option(
            names = "--relative",
            paramLabel = "WHAT",
            description = "What values are read and forecast relative to: none, last (the last value known) or window"
                    + " (mean and deviation of the steps that are read) (default: last).")
    private @Nullable String relative;

    @Option(
            names = "--loss",
            paramLabel = "WHAT",
            description = "squared, absolute, huber[:DISTANCE], or quantile[:Q,Q,...] for several answers with so large"
                    + " shares of the values below them, 0.1,0.5,0.9 for example (default: squared).")
    private @Nullable String loss;

    @Mixin
    private final NoiseOptions noise = new NoiseOptions();

    @Option(names = "--batch", paramLabel = "N", description = "Windows of an update (default: 32).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(
            names = "--train",
            paramLabel = "PART",
            description =
                    "Rows to learn from, the first: a share below 1 or a number (default: all that the others leave).")
    private @Nullable Double training;

    @Option(
            names = "--val",
            paramLabel = "PART",
            description = "Rows after them, by which the best weights are known (default: 0.1).")
    private @Nullable Double validation;

    @Option(
            names = "--test",
            paramLabel = "PART",
            description = "Rows after these, kept for eval; 0 to learn from all there is (default: 0.2).")
    private @Nullable Double test;

    @Option(
            names = "--calendar",
            paramLabel = "WHAT",
            description =
                    "What dates tell the model: none, or the place in the day, week, month, year, those to be named"
                            + " (default: all that are coarser than a step and came round twice in training).")
    private @Nullable String calendar;

    @Option(
            names = "--season",
            paramLabel = "N",
            description = "Steps after which the series comes round, for the methods it is compared with; 1 for none"
                    + " (default: found).")
    private @Nullable Integer season;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights, dropout and the windows' order (default: 1).")
    private @Nullable Long seed;

    @Override
    public Architecture architecture(Architecture base) {
        return new Architecture(
                cell == null ? base.cell() : CellFile.find(cell),
                hidden == null ? base.hidden() : hidden,
                layers == null ? base.layers() : layers,
                context == null ? base.context() : context,
                horizon == null ? base.horizon() : horizon,
                relative == null ? base.relative() : Check.named(Relative.class, "--relative", relative),
                loss == null ? base.objective() : Objective.parse(loss),
                noise.noise(base.noise()));
    }

    @Override
    public ForecastSettings settings(ForecastSettings base, Limit limit) {
        return new ForecastSettings(
                batch == null ? base.batch() : batch,
                updates.updates(base.updates(), limit),
                training == null ? base.training() : training,
                validation == null ? base.validation() : validation,
                test == null ? base.test() : test,
                calendar == null ? base.calendar() : calendar,
                season == null ? base.season() : season,
                seed == null ? base.seed() : seed);
    }
}
