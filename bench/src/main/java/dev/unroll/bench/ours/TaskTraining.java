package dev.unroll.bench.ours;

import dev.unroll.bench.Job;
import dev.unroll.bench.MadeUp;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Noise;
import dev.unroll.tasks.Training;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.classify.ClassifySettings;
import dev.unroll.tasks.classify.ClassifyTask;
import dev.unroll.tasks.classify.ClassifyTraining;
import dev.unroll.tasks.items.Encoder;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Pooling;
import dev.unroll.tasks.translate.Attending;
import dev.unroll.tasks.translate.Bitext;
import dev.unroll.tasks.translate.Kind;
import dev.unroll.tasks.translate.TranslateArchitecture;
import dev.unroll.tasks.translate.TranslateSettings;
import dev.unroll.tasks.translate.TranslateTask;
import dev.unroll.tasks.translate.TranslateTraining;
import dev.unroll.recurrence.Cell;
import java.util.stream.Collectors;

/** Steps of the trainings that {@code unroll train} runs, on made-up texts; no dropout, nothing held out. */
public final class TaskTraining implements Job {
    private final Training training;
    private final int units;
    private long step;

    private TaskTraining(Training training, int units) {
        this.training = training;
        this.units = units;
    }

    static Job of(Workload workload, int threads) {
        Engine engine = Engine.start(threads);
        Training training = workload.classifies() ? sentences(workload, engine) : translation(workload, engine);
        return new TaskTraining(training, workload.units());
    }

    /** A sentence CNN; its sentences are {@link MadeUp} of stream 0, and one word number more is for those not known. */
    public static ClassifyTraining sentences(Workload workload, Engine engine) {
        MadeUp texts = MadeUp.of(workload.vocabulary() - 1, workload.time(), workload.batch(), 0);
        Architecture model = new Architecture(
                Encoder.CNN,
                Cell.library("lstm"),
                1,
                1,
                false,
                Pooling.MAX,
                1,
                Workload.WIDTHS.stream().map(String::valueOf).collect(Collectors.joining(",")),
                workload.hidden(),
                workload.embedding(),
                Noise.NONE,
                false,
                workload.time());
        ClassifySettings settings = new ClassifySettings(new ItemSettings(workload.batch(), 1, "", Updates.standard(), 0, 1), false);
        Items items = new Items.Texts(texts.lines(), texts.labels(), texts.lines());
        return new ClassifyTask(items, "made-up sentences").training(engine, ClassifyTask.RECIPE.settings(model, settings));
    }

    /** An encoder and a decoder; lines are {@link MadeUp} of streams 0 and 1, one word shorter for the end that is put to each. */
    public static TranslateTraining translation(Workload workload, Engine engine) {
        MadeUp sources = translated(workload, 0);
        MadeUp targets = translated(workload, 1);
        Attending attention = workload.cell().equals(Workload.LUONG) ? Attending.LUONG : Attending.BAHDANAU;
        TranslateArchitecture model = new TranslateArchitecture(
                Kind.RNN,
                Cell.library("lstm"),
                workload.hidden(),
                workload.layers(),
                true,
                false,
                attention,
                1,
                workload.embedding(),
                Noise.NONE);
        TranslateSettings settings = new TranslateSettings(workload.batch(), Updates.standard(), 0, 1);
        Bitext pairs = new Bitext(sources.lines(), targets.lines(), "made-up lines");
        return new TranslateTask(pairs, new TranslateTask.Options(0, false, workload.time()))
                .training(engine, TranslateTask.RECIPE.settings(model, settings));
    }

    /** One side of the lines that are translated: numbers for unknown words, for beginning and end are three of the vocabulary. */
    public static MadeUp translated(Workload workload, int side) {
        return MadeUp.of(workload.vocabulary() - 3, workload.time() - 1, workload.batch(), side);
    }

    @Override
    public double step() {
        return training.step(step++).loss();
    }

    @Override
    public double units() {
        return units;
    }
}
