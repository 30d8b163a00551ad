package dev.unroll.tasks.forecast;

import dev.unroll.data.Batches;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tasks.Objective;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Trains a {@link Forecaster} by its {@link Objective}, in deviations of the columns. */
public final class ForecastTraining extends ModelTraining<Forecaster> {
    /** Windows that are read side by side when nothing is learned. */
    private static final int SIDE_BY_SIDE = 256;

    private final TimeSeries series;
    private final Windows windows;
    private final int[] origins;
    private final int[] heldOut;
    private final Batches batches;

    ForecastTraining(Engine engine, ForecastTask task, JsonObject settings, int[] origins, int[] heldOut) {
        Architecture architecture = ForecastTask.RECIPE.model(settings);
        ForecastSettings training = ForecastTask.RECIPE.training(settings);
        Fitted fitted = task.fitted(settings);
        Forecaster model = new Forecaster(engine, architecture, fitted);
        model.initialise(training.seed());
        series = task.series();
        windows = fitted.windows(task.series(), architecture);
        this.origins = origins;
        this.heldOut = heldOut;
        Batches planned = Batches.of(origins.length, training.batch(), training.seed());
        batches = planned;
        super(engine, task, settings, model, training.updates(), training.seed(), planned.perEpoch());
    }

    private int[] batch(long number) {
        return Arrays.stream(batches.batch(number)).map(i -> origins[i]).toArray();
    }

    @Override
    protected Loss loss(Tape tape, long batch, CounterRandom random) {
        int[] some = batch(batch);
        return new Loss(loss(tape, some, random), some.length);
    }

    private Tensor loss(Tape tape, int[] some, CounterRandom random) {
        Tensor answers = model().answers(tape, windows.batch(some), random);
        return model().architecture().objective().mean(tape, answers, windows.targets(some));
    }

    @Override
    protected OptionalDouble heldOutLoss(Tape tape) {
        if (heldOut.length == 0) {
            return OptionalDouble.empty();
        }
        MeanLoss mean = new MeanLoss();
        CounterRandom unused = new CounterRandom(0, 0);
        for (int from = 0; from < heldOut.length; from += SIDE_BY_SIDE) {
            int[] some = Arrays.copyOfRange(heldOut, from, Math.min(heldOut.length, from + SIDE_BY_SIDE));
            mean.add(loss(tape, some, unused).item(), some.length);
            tape.reset();
        }
        return OptionalDouble.of(mean.nats());
    }

    @Override
    public Optional<Tensor> inputs(long step) {
        return Optional.of(windows.batch(batch(step)).x());
    }

    @Override
    public void saveVocabulary(ModelFolder folder) {
        folder.writeVocabulary(model().fitted().toJson());
    }

    @Override
    public String about() {
        Fitted fitted = model().fitted();
        TimeSeries.Clock clock = series.clock();
        return String.format(
                Locale.ROOT,
                "%s, %,d parameters, %,d rows%s of %s, %,d windows to learn and %,d held out%s%s%s",
                model().architecture().cell().name(),
                model().parameterCount(),
                series.rows(),
                clock == null ? "" : " a step of " + clock.step(),
                String.join(", ", series.columns().numbers()),
                origins.length,
                heldOut.length,
                fitted.calendar().rounds().isEmpty()
                        ? ""
                        : ", with the place in "
                                + String.join(", ", fitted.calendar().names()),
                fitted.season() > 1 ? ", season of " + fitted.season() + " steps" : ", no season",
                series.filled() == 0
                        ? ""
                        : String.format(Locale.ROOT, "; %,d missing values filled in", series.filled()));
    }

    @Override
    public String unit() {
        return "windows";
    }

    @Override
    public double operationsPerItem() {
        double weights = model().children().entrySet().stream()
                .filter(e -> e.getKey().equals("rnn."))
                .flatMap(e -> e.getValue().parameters().stream())
                .filter(p -> p.rank() > 1)
                .mapToLong(Tensor::size)
                .sum();
        return 6 * weights * model().architecture().context();
    }
}
