package dev.unroll.tasks.forecast;

import dev.unroll.expr.Expr;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Dropout;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Says what comes next in a series: a stack of recurrent layers reads a window, and a linear layer makes all steps of the horizon of its
 * last state at once. (No answer is fed back, so no error is; and dates to come need not be read, for the last one tells them.)
 *
 * <pre>{@code
 * Forecaster model = Forecaster.open(engine, Path.of("runs/forecast-ETTh1-1"));
 * Forecast next = model.forecast(SeriesReader.read(Path.of("ETTh1.csv"), model.columns()));
 * }</pre>
 */
public final class Forecaster implements Composite {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);
    private static final Expr RELATIVE = Expr.parse("y * s + m");

    /** Windows that are read side by side when nothing is learned. */
    private static final int SIDE_BY_SIDE = 256;

    private final Engine engine;
    private final Architecture architecture;
    private final Fitted fitted;
    private final Recurrent rnn;
    private final Dropout dropout;
    private final Linear steps;

    Forecaster(Engine engine, Architecture architecture, Fitted fitted) {
        this.engine = engine;
        this.architecture = architecture;
        this.fitted = fitted;
        rnn = new Recurrent(
                engine,
                architecture.cell(),
                Recurrent.features(fitted.width()),
                architecture.hidden(),
                architecture.stack());
        dropout = new Dropout(architecture.noise().dropout());
        steps = new Linear(rnn.outputWidth(), architecture.outputs(fitted.targets()));
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return ForecastTask.RECIPE.made(config);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws FileException if the folder has none, or it is damaged
     */
    public static Forecaster open(Engine engine, Path path) {
        return SavedModel.open(path, ForecastTask.RECIPE, "forecasts", (folder, config) -> {
            Architecture architecture = ForecastTask.RECIPE.model(config);
            Fitted fitted = Fitted.read(folder.vocabularyFile());
            return new SavedModel.Blank<>(
                    architecture.parameters(fitted.width(), fitted.targets()),
                    () -> new Forecaster(engine, architecture, fitted));
        });
    }

    /** Draws the weights anew from a seed. The last layer's are zero: a fresh model says what its answers are relative to. */
    void initialise(long seed) {
        rnn.initialise(seed, "rnn.");
        steps.initialise(seed, "steps.", new Init.Constant(0), new Init.Constant(0));
    }

    Engine engine() {
        return engine;
    }

    public Architecture architecture() {
        return architecture;
    }

    Fitted fitted() {
        return fitted;
    }

    /** Which columns a file must have, and how they are read. */
    public Columns columns() {
        return fitted.columns();
    }

    /** Answers in deviations, laid out as {@link Windows.Batch#shift}. */
    Tensor answers(Tape tape, Windows.Batch batch, CounterRandom random) {
        Sequences in = Sequences.of(batch.x(), batch.shift().size(0));
        CounterRandom inside = new CounterRandom(random.bits(0), random.stream());
        CounterRandom after = new CounterRandom(random.bits(1), random.stream());
        Tensor last = rnn.unroll(tape, in, Start.FRESH, inside).last();
        Tensor y = steps.forward(tape, dropout.forward(tape, last, after));
        return tape.map(RELATIVE, List.of("y", "s", "m"), y, batch.scale(), batch.shift());
    }

    /**
     * The answers of all windows in deviations, [windows][outputs]; quantiles that cross are put in order (Chernozhukov, Fernández-Val
     * and Galichon 2010).
     */
    float[][] answers(Windows windows, int... origins) {
        float[][] all = new float[origins.length][];
        int outputs = architecture.outputs(fitted.targets());
        int answers = architecture.objective().answers();
        Tape tape = Tape.inference(engine);
        for (int from = 0; from < origins.length; from += SIDE_BY_SIDE) {
            int[] some = Arrays.copyOfRange(origins, from, Math.min(origins.length, from + SIDE_BY_SIDE));
            float[] y = answers(tape, windows.batch(some), UNUSED).data();
            for (int i = 0; i < some.length; i++) {
                all[from + i] = Arrays.copyOfRange(y, i * outputs, (i + 1) * outputs);
                for (int at = 0; answers > 1 && at < outputs; at += answers) {
                    Arrays.sort(all[from + i], at, at + answers);
                }
            }
            tape.reset();
        }
        return all;
    }

    /**
     * What comes after the end of a series.
     *
     * @throws FileException if it is shorter than what the model reads
     */
    public Forecast forecast(TimeSeries series) {
        if (series.rows() < architecture.context()) {
            throw new FileException(series.source() + " has " + series.rows() + " rows, but the model reads "
                    + architecture.context() + " to say what follows; name a longer series");
        }
        float[] answers = answers(fitted.windows(series, architecture), series.rows())[0];
        int each = architecture.objective().answers();
        for (int i = 0; i < answers.length; i++) {
            answers[i] = fitted.scale().restore(answers[i], i / each % fitted.targets());
        }
        return new Forecast(series, architecture.objective(), answers);
    }

    @Override
    public long parameterCount() {
        return architecture.parameters(fitted.width(), fitted.targets());
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("rnn.", rnn);
        children.put("steps.", steps);
        return children;
    }
}
