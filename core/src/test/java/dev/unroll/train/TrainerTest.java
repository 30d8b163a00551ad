package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.NamedArray;
import dev.unroll.io.RunFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    /** A learner of one number: its loss at step n is 1 / (n + 1), and its weight counts the steps. */
    private static final class Counting implements Learner {
        private final float[] weight = new float[1];
        private final List<Long> saved = new ArrayList<>();
        private long failsAt = Long.MAX_VALUE;
        private double validationLoss = 9;
        private double validationStep = -1;

        @Override
        public long stepsPerEpoch() {
            return 10;
        }

        @Override
        public String unit() {
            return "items";
        }

        @Override
        public Outcome step(long step) {
            if (step >= failsAt) {
                return new Outcome(Double.NaN, 1, 3);
            }
            weight[0]++;
            return new Outcome(1.0 / (step + 1), 1, 3);
        }

        @Override
        public OptionalDouble validate() {
            validationLoss += validationStep;
            return OptionalDouble.of(validationLoss);
        }

        @Override
        public Optional<String> sample(long step) {
            return Optional.of("sample " + step);
        }

        @Override
        public void save(ModelFolder folder, JsonObject progress) {
            saved.add(progress.getLong("step"));
        }

        @Override
        public List<NamedArray> state() {
            return List.of(new NamedArray("weight", new int[] {1}, weight.clone()));
        }

        @Override
        public void restore(Map<String, NamedArray> state, long step) {
            weight[0] = Objects.requireNonNull(state.get("weight")).data()[0];
        }
    }

    private final Counting learner = new Counting();
    private final List<Event> events = new ArrayList<>();

    private <E extends Event> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void stopsAtItsLimit() {
        assertThat(new Trainer(learner, new Limit.Steps(7)).run().step()).isEqualTo(7);
        assertThat(new Trainer(new Counting(), new Limit.Epochs(3)).run().step())
                .isEqualTo(30);
        Event.Done timed = new Trainer(new Counting(), new Limit.Minutes(0.001)).run();
        assertThat(timed.seconds()).isBetween(0.06, 5.0);
        assertThat(timed.interrupted()).isFalse();
    }

    @Test
    void validatesAtTheEndOfEpochsAndAtTheEnd() {
        new Trainer(learner, new Limit.Steps(25)).watch(events::add).run();

        assertThat(events(Event.Validated.class)).extracting(Event::step).containsExactly(10L, 20L, 25L);
        assertThat(events(Event.Sampled.class))
                .extracting(Event.Sampled::text)
                .containsExactly("sample 10", "sample 20", "sample 25");
        assertThat(events(Event.Updated.class)).hasSize(25);
        assertThat(events.getFirst()).isInstanceOf(Event.Started.class);
        assertThat(events.getLast()).isInstanceOf(Event.Done.class);
    }

    @Test
    void keepsTheBestModelAndTheLatestCheckpoint(@TempDir Path folder) {
        learner.validationStep = 1;
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            new Trainer(learner, new Limit.Steps(25))
                    .keepIn(run, Duration.ofHours(1))
                    .watch(events::add)
                    .run();

            assertThat(learner.saved).containsExactly(10L);
            assertThat(events(Event.Validated.class))
                    .extracting(Event.Validated::best)
                    .containsExactly(true, false, false);
            Checkpoint latest =
                    Objects.requireNonNull(run.checkpoints(1).latest().checkpoint());
            assertThat(latest.step()).isEqualTo(25);
        }
    }

    @Test
    void aResumedTrainingIsTheSameTraining(@TempDir Path folder) {
        Event.Done whole = new Trainer(learner, new Limit.Steps(23)).run();
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            new Trainer(new Counting(), new Limit.Steps(14))
                    .keepIn(run, Duration.ofHours(1))
                    .run();
            Counting second = new Counting();
            Checkpoint latest =
                    Objects.requireNonNull(run.checkpoints(1).latest().checkpoint());
            Event.Done resumed =
                    new Trainer(second, new Limit.Steps(23)).resume(latest).run();

            assertThat(resumed.step()).isEqualTo(23);
            assertThat(resumed.loss()).isEqualTo(whole.loss());
            assertThat(second.weight).isEqualTo(learner.weight).containsExactly(23);
        }
    }

    @Test
    void stopsWhenAsked() {
        Trainer trainer = new Trainer(learner, new Limit.Epochs(1000));
        trainer.watch(event -> {
            if (event.step() == 5) {
                trainer.stop();
            }
        });
        Event.Done done = trainer.run();

        assertThat(done.step()).isEqualTo(5);
        assertThat(done.interrupted()).isTrue();
    }

    @Test
    void aLossThatIsNotANumberEndsItAndKeepsWhatWasSaved(@TempDir Path folder) {
        learner.failsAt = 15;
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            Trainer trainer = new Trainer(learner, new Limit.Epochs(5)).keepIn(run, Duration.ofHours(1));

            assertThatThrownBy(trainer::run)
                    .isInstanceOf(DivergedException.class)
                    .hasMessageContaining("at step 16")
                    .hasMessageContaining("saved at step 10 is kept");
            assertThat(Objects.requireNonNull(run.checkpoints(1).latest().checkpoint())
                            .step())
                    .isEqualTo(10);
        }
    }

    @Test
    void aWatcherThatFailsChangesNothing() {
        Trainer trainer = new Trainer(learner, new Limit.Steps(5)).watch(event -> {
            throw new IllegalStateException("the page is closed");
        });
        Event.Done done = trainer.watch(events::add).run();

        assertThat(done.step()).isEqualTo(5);
        assertThat(events(Event.WatcherFailed.class)).hasSize(1);
        assertThat(events(Event.WatcherFailed.class).getFirst().message()).isEqualTo("the page is closed");
        assertThat(events(Event.Updated.class)).hasSize(5);
    }
}
