package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.inspect.StepwiseRun;
import dev.unroll.io.NamedArray;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MemoryTrainingTest {
    private final Engine engine = Engine.start(2);

    private static Architecture architecture(String cell, int hidden) {
        return new Architecture(Cell.library(cell), hidden, 1);
    }

    private static LagTrial trial(String task, int lag, String cell, int steps) {
        return new LagTrial(MemoryTask.of(task, lag), architecture(cell, 24), MemorySettings.standard(), steps);
    }

    @Test
    void aGatedCellSolvesAShortLag() {
        LagTrial.Outcome outcome = trial("adding", 8, "gru", 3000).run(engine, event -> {});

        assertThat(outcome.solved()).as("%s", outcome).isTrue();
        assertThat(outcome.loss()).isLessThan(1.0 / 60);
        assertThat(outcome.steps()).isLessThan(3000);
    }

    @Test
    void copyingIsLearnt() {
        LagTrial.Outcome outcome = trial("copy", 4, "lstm", 500).run(engine, event -> {});

        assertThat(outcome.loss()).isLessThan(0.7 * Math.log(8));
    }

    @Test
    void givesUpInTime() {
        LagTrial.Outcome outcome = trial("adding", 60, "rnn", 100).run(engine, event -> {});

        assertThat(outcome.solved()).isFalse();
        assertThat(outcome.steps()).isEqualTo(100);
        assertThat(outcome.loss()).isBetween(0.1, 0.3);
    }

    @Test
    void goesOnFromWhatItSaved() {
        MemoryTask task = MemoryTask.of("copy", 5);
        MemoryTraining whole = new MemoryTraining(engine, task, architecture("lstm", 8), MemorySettings.standard());
        for (int step = 0; step < 4; step++) {
            whole.step(step);
        }
        Map<String, NamedArray> saved =
                whole.snapshot().state().stream().collect(Collectors.toMap(NamedArray::name, Function.identity()));
        List<Learned> expected = List.of(learned(whole, 4), learned(whole, 5));

        MemoryTraining resumed = task.training(engine, whole.config());
        resumed.restore(saved, 4);

        assertThat(List.of(learned(resumed, 4), learned(resumed, 5))).isEqualTo(expected);
        assertThat(resumed.validate()).isEqualTo(whole.validate());
    }

    private record Learned(double loss, double norm) {}

    private static Learned learned(MemoryTraining training, long step) {
        MemoryTraining.Outcome outcome = training.step(step);
        return new Learned(outcome.loss(), outcome.gradientNorm());
    }

    /** The last step's loss of the stepwise run is that of the whole pass, for a task that is answered only there. */
    @Test
    void gradientsAreOfTheTasksLoss() {
        MemoryTask task = MemoryTask.of("adding", 9);
        MemoryModel model = new MemoryModel(engine, task, architecture("gru", 6));
        model.initialise(2);
        MemoryTask.Examples examples = task.examples(CounterRandom.named(5, "some"), 0, 4);
        try (StepwiseRun run =
                StepwiseRun.ofFeatures(model.rnn(), examples.x(), model.rnn().zeroState(4))) {
            double last = model.lastLoss(Tape.inference(engine), examples, Tensor.of(run.lastOutput(), 4, 6))
                    .item();
            assertThat(last).isCloseTo(model.loss(Tape.inference(engine), examples), within(1e-6));
        }
        GradientReport report = MemoryGradients.of(model, 4, 2);
        assertThat(report.flow().steps()).isEqualTo(9);
        assertThat(report.flow().norm(0, 0, 8))
                .isPositive()
                .isLessThan(report.flow().norm(0, 0, 0));
        assertThat(model.parameters()).noneMatch(Tensor::hasGradient);
    }

    /** Without a squashing function the Jacobian is the matrix itself. */
    @Test
    void scalesRecurrentMatricesToALargestSingularValue() {
        Architecture linear = new Architecture(Cell.parse("linear", "h' = W h + V x"), 12, 2);
        for (double value : new double[] {0.3, 1, 7}) {
            GradientReport report = ScaledRecurrence.of(engine, MemoryTask.of("adding", 6), linear, value, 1, 2, 2);
            assertThat(report.jacobians())
                    .hasSize(4)
                    .allSatisfy(j ->
                            assertThat(j.spectrum().largestSingularValue()).isCloseTo(value, within(1e-5 * value)));
        }
    }
}
