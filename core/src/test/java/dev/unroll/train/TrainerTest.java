package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.NamedArray;
import dev.unroll.io.RunFolder;
import dev.unroll.io.SafeTensors;
import dev.unroll.nn.Linear;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
    /** A learner of two numbers: its loss at step n is 1 / (n + 1), and its bias counts the steps. */
    private static final class Counting implements Learner {
        private final Linear model = new Linear(1, 1);
        private final Tensor count = model.parameters().getLast();
        private long failsAt = Long.MAX_VALUE;
        private double validationLoss = 9;
        private double validationStep = -1;

        @Override
        public Linear model() {
            return model;
        }

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
            count.data()[0]++;
            return new Outcome(1.0 / (step + 1), 1, 3);
        }

        @Override
        public void repeat(long step, Tape.Watch watch) {
            watch.forward("the answer", new float[] {1, Float.NEGATIVE_INFINITY});
            watch.forward("what comes of it", new float[] {Float.NaN});
        }

        @Override
        public void revalidate(Tape.Watch watch) {
            watch.input("the input", new float[] {Float.POSITIVE_INFINITY});
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
        public Snapshot snapshot() {
            List<NamedArray> all =
                    List.of(new NamedArray("count", new int[] {1}, count.data().clone()));
            return new Snapshot() {
                @Override
                public List<NamedArray> model() {
                    return all;
                }

                @Override
                public List<NamedArray> state() {
                    return all;
                }
            };
        }

        @Override
        public void restore(Map<String, NamedArray> state, long step) {
            count.data()[0] = Objects.requireNonNull(state.get("count")).data()[0];
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
                    .keepIn(run, SavePolicy.STANDARD)
                    .watch(events::add)
                    .run();

            SafeTensors best = run.model().weights();
            assertThat(best.array("count").data()).containsExactly(10);
            assertThat(run.model().trained(best).orElseThrow().getLong("step")).isEqualTo(10);
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
                    .keepIn(run, SavePolicy.STANDARD)
                    .run();
            Counting second = new Counting();
            Checkpoint latest =
                    Objects.requireNonNull(run.checkpoints(1).latest().checkpoint());
            Event.Done resumed =
                    new Trainer(second, new Limit.Steps(23)).resume(latest).run();

            assertThat(resumed.step()).isEqualTo(23);
            assertThat(resumed.loss()).isEqualTo(whole.loss());
            assertThat(second.count.data()).isEqualTo(learner.count.data()).containsExactly(23);
        }
    }

    @Test
    void losesPatienceAndGoesBackToTheBest(@TempDir Path folder) {
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            for (boolean saved : new boolean[] {false, true}) {
                Counting impatient = new Counting();
                events.clear();
                Trainer trainer = new Trainer(impatient, new Limit.Epochs(100)).patience(3);
                if (saved) {
                    trainer.keepIn(run, SavePolicy.STANDARD);
                }
                trainer.watch(event -> {
                    events.add(event);
                    if (event instanceof Event.Validated v && v.step() == 20) {
                        impatient.validationStep = 0.5; // never better than this
                    }
                });
                Event.Done done = trainer.run();

                assertThat(done.ending()).isEqualTo(Event.Ending.PATIENCE);
                assertThat(done.step()).isEqualTo(50);
                assertThat(done.bestStep()).isEqualTo(20);
                assertThat(done.bestValidationLoss()).isEqualTo(7);
                assertThat(impatient.count.data()).containsExactly(20);
            }
            // Its last state is kept too: with more patience it goes on from there.
            Checkpoint latest =
                    Objects.requireNonNull(run.checkpoints(1).latest().checkpoint());
            assertThat(latest.step()).isEqualTo(50);
            Counting patient = new Counting();
            Trainer again =
                    new Trainer(patient, new Limit.Epochs(100)).patience(3).resume(latest);
            assertThat(again.keepIn(run, SavePolicy.STANDARD).run().step()).isEqualTo(50);
            assertThat(patient.count.data()).containsExactly(20);
            Counting morePatient = new Counting();
            Trainer further =
                    new Trainer(morePatient, new Limit.Epochs(6)).patience(5).resume(latest);
            assertThat(further.run().ending()).isEqualTo(Event.Ending.LIMIT);
            assertThat(morePatient.count.data()).containsExactly(60);
        }
    }

    @Test
    void savesWhenItsPolicySays(@TempDir Path folder) {
        learner.validationStep = 1; // the first is the best
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            new Trainer(learner, new Limit.Steps(26))
                    .keepIn(run, SavePolicy.STANDARD.everySteps(4).keeping(3))
                    .watch(events::add)
                    .run();

            assertThat(events(Event.Saved.class))
                    .extracting(Event::step)
                    .containsExactly(4L, 8L, 10L, 12L, 16L, 20L, 24L, 26L);
            for (long kept : new long[] {10, 20, 24, 26}) {
                assertThat(run.checkpoints(1).at(kept).step()).isEqualTo(kept);
            }
            assertThatThrownBy(() -> run.checkpoints(1).at(16)).isInstanceOf(FileException.class);
        }
    }

    @Test
    void whatCannotBeSavedIsToldAndTriedAgain(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("run/checkpoints/step-00000010.safetensors");
        Files.createDirectories(folder.resolve("run"));
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            Files.createDirectories(file.resolve("in the way"));
            learner.validationStep = 1; // the best is the one that cannot be saved
            new Trainer(learner, new Limit.Steps(40))
                    .keepIn(run, SavePolicy.STANDARD)
                    .watch(events::add)
                    .watch(event -> {
                        if (event.step() == 25) {
                            remove(file.resolve("in the way"));
                            remove(file);
                        }
                    })
                    .run();

            assertThat(events(Event.SaveFailed.class)).extracting(Event::step).containsExactly(10L, 10L);
            assertThat(events(Event.SaveFailed.class).getFirst().message()).contains("step-00000010");
            assertThat(events(Event.Saved.class)).extracting(Event::step).containsExactly(10L, 30L, 40L);
            assertThat(run.checkpoints(1).at(10).step()).isEqualTo(10);
        }
    }

    @Test
    void aLastStateThatCannotBeSavedIsAFailure(@TempDir Path folder) throws IOException {
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            Files.createDirectories(folder.resolve("run/checkpoints/step-00000015.safetensors/in the way"));
            Trainer trainer = new Trainer(learner, new Limit.Steps(15)).keepIn(run, SavePolicy.STANDARD);

            assertThatThrownBy(trainer::run).isInstanceOf(FileException.class).hasMessageContaining("step-00000015");
            assertThat(run.checkpoints(1).at(10).step()).isEqualTo(10);
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
            Trainer trainer = new Trainer(learner, new Limit.Epochs(5)).keepIn(run, SavePolicy.STANDARD);

            assertThatThrownBy(trainer::run)
                    .isInstanceOf(DivergedException.class)
                    .hasMessage(
                            "the loss stopped being a finite number at step 16, where first the answer has -Infinity;"
                                    + " what was saved at step 10 is kept; the weights have grown too large for what they are"
                                    + " multiplied with: begin anew with a lower learning rate, a weight decay, or smaller inputs");
            assertThat(Objects.requireNonNull(run.checkpoints(1).latest().checkpoint())
                            .step())
                    .isEqualTo(10);
        }
    }

    @Test
    void aValidationThatIsNotANumberSaysWhere() {
        learner.validationStep = Double.NaN;
        assertThatThrownBy(() -> new Trainer(learner, new Limit.Epochs(5)).run())
                .isInstanceOf(DivergedException.class)
                .hasMessage("the validation loss stopped being a finite number at step 10, where first the input has"
                        + " Infinity, before anything had been saved; the data have a number that is not finite: take it"
                        + " out or replace it, and begin anew");
    }

    @Test
    void weightsThatWereNeverFiniteAreNotTheUpdatesFault() {
        learner.count.data()[0] = Float.NaN;
        assertThatThrownBy(() -> new Trainer(learner, new Limit.Epochs(5)).run())
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("at step 1, where first the parameter bias[0] is NaN")
                .hasMessageEndingWith("no update of this training has made it so: begin with other weights, or from an"
                        + " older checkpoint");
    }

    @Test
    void whatIsNotFiniteTakesNoGoodStatesPlace(@TempDir Path folder) {
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            Trainer trainer = new Trainer(learner, new Limit.Steps(20))
                    .keepIn(run, SavePolicy.STANDARD.everySteps(5).keeping(1))
                    .watch(events::add)
                    .watch(event -> {
                        if (event.step() == 12) {
                            learner.count.data()[0] = Float.POSITIVE_INFINITY;
                        }
                    });
            assertThatThrownBy(trainer::run)
                    .isInstanceOf(FileException.class)
                    .hasMessage("what was learned by step 20 is not saved, since count has Infinity in it;"
                            + " lower the learning rate");
            assertThat(events(Event.SaveFailed.class)).extracting(Event::step).containsExactly(15L, 20L);
            assertThat(run.checkpoints(1).at(10).arrays().get("count"))
                    .isEqualTo(new NamedArray("count", new int[] {1}, new float[] {10}));
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
