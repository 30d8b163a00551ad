package dev.unroll.tasks.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.data.Corpus;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.LanguageModelTask;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.tasks.Updates;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TuningTest {
    private final Engine engine = Engine.start(2);
    private final Task task =
            new LanguageModelTask(Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(30)));
    private final JsonObject base = LanguageModelTask.settings(
            new Architecture(Cell.library("gru"), 12, 1),
            new TrainingSettings(10, 10, 8, 0, Updates.standard(), 0.1, 1));
    private final Space space = Space.parse(List.of("training.learning_rate=0.00001..10", "model.hidden=8,16"), base);

    @TempDir
    Path folder;

    private RunFolder run(String name) {
        Path path = folder.resolve(name);
        return Files.exists(path) ? RunFolder.resume(path) : RunFolder.create(path, new JsonObject());
    }

    private Tuning tuning(RunFolder run, int workers, Consumer<Trial> watcher) {
        return new Tuning(engine, workers, task, base, space, new TuneSettings(12, 45, 7), run, watcher);
    }

    @Test
    void findsAGoodRateAndTheSameOneWithAnyNumberOfWorkers() {
        List<Trial> one;
        List<Trial> three;
        try (RunFolder a = run("a");
                RunFolder b = run("b")) {
            one = tuning(a, 1, trial -> {}).run();
            three = tuning(b, 3, trial -> {}).run();
        }
        assertThat(three.toString()).isEqualTo(one.toString());
        assertThat(one).hasSize(12);
        Trial best = one.getFirst();
        assertThat(best.steps()).isEqualTo(45);
        assertThat((Double) space.values(best.settings()).getFirst()).isBetween(0.003, 0.5);
        assertThat(one.stream().map(Trial::steps)).contains(5L, 15L, 45L);
        double alone = new Trainer(task.training(engine, best.settings()), new Limit.Steps(45))
                .run()
                .validationLoss();
        assertThat(best.loss()).isEqualTo(alone); // going on from rung to rung is training without a break
    }

    @Test
    void goesOnAsIfItHadNeverStopped() throws Exception {
        List<Trial> whole;
        try (RunFolder run = run("whole")) {
            whole = tuning(run, 2, trial -> {}).run();
        }
        for (int round = 0; round < 4; round++) {
            try (RunFolder run = run("cut")) {
                AtomicReference<Tuning> tuning = new AtomicReference<>();
                int[] heard = {0};
                tuning.set(tuning(run, 2, trial -> {
                    if (++heard[0] == 4) {
                        tuning.get().stop();
                    }
                }));
                assertThat(tuning.get().known()).isGreaterThanOrEqualTo(4 * round);
                assertThat(tuning.get().run()).isEmpty();
            }
            Files.writeString(folder.resolve("cut/metrics.jsonl"), "{\"event\":\"tri", StandardOpenOption.APPEND);
        }
        try (RunFolder run = run("cut")) {
            Tuning last = tuning(run, 1, trial -> {});
            assertThat(last.rounds()).isEqualTo(12 + 6 + 3);
            assertThat(last.run().toString()).isEqualTo(whole.toString());
        }
    }

    private static Trial result(int number, int rung, double loss) {
        return new Trial(number, new JsonObject(), rung, 1, loss);
    }

    @Test
    void theBestThirdSoFarGoesOnAtOnceAndTheFarthestFirst() {
        Halving halving = new Halving(5);
        List<Trial> results = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            assertThat(halving.next(results)).contains(new Halving.Job(n, 0));
        }
        results.addAll(List.of(result(0, 0, 3), result(1, 0, 2)));
        assertThat(halving.next(results)).contains(new Halving.Job(3, 0)); // a third of two is none
        results.add(result(2, 0, Double.NaN));
        assertThat(halving.next(results)).contains(new Halving.Job(1, 1));
        results.addAll(List.of(result(1, 1, 1.5), result(3, 0, 1)));
        assertThat(halving.next(results)).contains(new Halving.Job(3, 1));
        assertThat(halving.next(results)).contains(new Halving.Job(4, 0));
        results.addAll(List.of(result(3, 1, 1.6), result(4, 0, 0.9)));
        // of five at the beginning one may go on, and trial 4 has become that one
        assertThat(halving.next(results)).contains(new Halving.Job(4, 1));
        results.add(result(4, 1, 1.2));
        assertThat(halving.next(results)).contains(new Halving.Job(4, 2));
        results.add(result(4, 2, 1.1));
        assertThat(halving.next(results)).isEmpty();
        assertThat(halving.last(results)).isEmpty();
        assertThat(Halving.ranked(results)).extracting(Trial::number).containsExactly(4, 1, 3, 0, 2);
    }

    @Test
    void theBestGoesToTheEndHoweverFewThereAre() {
        Halving halving = new Halving(2);
        List<Trial> results = new ArrayList<>();
        halving.next(results);
        halving.next(results);
        results.addAll(List.of(result(0, 0, 3), result(1, 0, 2)));
        assertThat(halving.next(results)).isEmpty();
        assertThat(halving.last(results)).contains(new Halving.Job(1, 1));
        results.add(result(1, 1, 4)); // it became worse
        assertThat(halving.last(results)).contains(new Halving.Job(0, 1));
        results.add(result(0, 1, 2.5));
        assertThat(halving.last(results)).contains(new Halving.Job(0, 2));
        results.add(result(0, 2, 2.4));
        assertThat(halving.last(results)).isEmpty();
    }

    @Test
    void needsDataHeldOut() {
        JsonObject none = Settings.with(base, "training.validation", 0.0);
        try (RunFolder run = run("none")) {
            Tuning tuning = new Tuning(engine, 2, task, none, space, new TuneSettings(3, 9, 1), run, trial -> {});
            assertThatThrownBy(tuning::run)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("hold some out");
        }
    }
}
