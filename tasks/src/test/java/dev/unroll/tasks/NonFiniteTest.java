package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.unroll.data.Corpus;
import dev.unroll.kernel.Engine;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.classify.ClassifyTask;
import dev.unroll.tasks.items.Items;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.DivergedException;
import dev.unroll.train.Learner;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Numbers that are not finite, planted into real trainings: the message says where it began, and a remedy that fits. */
class NonFiniteTest {
    private static final Engine ENGINE = Engine.start(2);

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static final int SERIES = 20;

    private static LanguageModelTraining training(String cell, double rate, UpdateRule rule) {
        Updates updates = new Updates(rule, rate, new Schedule.Constant(), Clip.none(), Decay.NONE, 0, 1);
        return new LanguageModelTraining(
                ENGINE,
                Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(40)),
                new LanguageModel.Architecture(Cell.parse("planted", cell), 12, 2),
                new TrainingSettings(10, 10, 4, 0, updates, 0.1, 1));
    }

    private static DivergedException diverges(Learner learner, Consumer<Trainer> plant) {
        Trainer trainer = new Trainer(learner, new Limit.Epochs(20));
        plant.accept(trainer);
        DivergedException e = catchThrowableOfType(DivergedException.class, trainer::run);
        assertThat(e).isNotNull();
        return e;
    }

    private static final String GRU =
            "r = sigmoid(Wxr x + Whr h + br)\nh' = (1 - r) * tanh(Wxh x + Whh h + bh) + r * h";

    @Test
    void aRateThatIsAMillionTimesTooHigh() {
        String cell = "h' = relu(Wxh x + Whh h + bh)\ninit Whh = identity";
        new Trainer(training(cell, 0.01, UpdateRule.sgd()), new Limit.Epochs(1)).run(); // it is the rate
        assertThat(diverges(training(cell, 0.01 * 1e6, UpdateRule.sgd()), trainer -> {}))
                .hasMessageMatching(
                        "the loss stopped being a finite number at step [23], where first the state h of layer l."
                                + " after time step \\d+ has Infinity, before anything had been saved; .* lower learning rate.*");
    }

    @Test
    void oneWeightThatIsNotANumber() {
        LanguageModelTraining training = training(GRU, 0.002, UpdateRule.adam());
        assertThat(diverges(
                        training,
                        trainer -> trainer.watch(event -> {
                            if (event.step() == 5) {
                                Map<String, Tensor> weights = training.model().state();
                                Objects.requireNonNull(weights.get("rnn.l1.Whr"))
                                        .data()[14] = Float.NaN;
                                training.model().load(weights);
                            }
                        })))
                .hasMessageContaining("at step 6, where first the parameter rnn.l1.Whr[1, 2] is NaN")
                .hasMessageEndingWith("the update before was too long: begin anew with a lower learning rate");
    }

    @Test
    void anActivationThatIsInfinite() {
        assertThat(diverges(training("h' = exp(3 * h + 1 + Wxh x + bh)", 0.002, UpdateRule.adam()), trainer -> {}))
                .hasMessageMatching(
                        "the loss .* at step 1, where first the state h of layer l0 after time step [34] has"
                                + " Infinity, .*; the weights have grown too large .* or smaller inputs");
    }

    @Test
    void aGradientThatOverflows() {
        assertThat(diverges(training("h' = sin(1e30 * h + Wxh x)", 0.002, UpdateRule.adam()), trainer -> {}))
                .hasMessageMatching("the gradient .* at step 1, where first the gradient of rnn\\.l1\\.Wxh\\[.*;"
                        + " the gradient grows with every step back, .* shorter sequences or a lower learning rate");
    }

    @Test
    void aNumberInTheDataThatIsNone() {
        int inValidation = 0;
        for (int gap = 0; gap < SERIES; gap++) {
            DivergedException e = diverges(series(gap), trainer -> {});
            assertThat(e)
                    .hasMessageContaining("at step 1, where first the input of the recurrent layers has NaN")
                    .hasMessageEndingWith(
                            "the data have a number that is not finite: take it out or replace it, and begin anew");
            inValidation += e.getMessage().startsWith("the validation loss") ? 1 : 0;
        }
        assertThat(inValidation).isEqualTo(6);
    }

    /** A classifier of short series, of which one has a gap that came as NaN. */
    private static Learner series(int gap) {
        List<float[]> tables = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        List<String> places = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            float[] table = {i, 1 - i, i % 3, 2 * i};
            table[2] = i == gap ? Float.NaN : table[2];
            tables.add(table);
            labels.add(i % 2 == 0 ? "even" : "odd");
            places.add("item " + i);
        }
        ClassifyTask task = new ClassifyTask(new Items.Series(tables, 1, 0, labels, places), "series");
        return task.training(
                ENGINE,
                Settings.with(Settings.with(task.settings(), "model.hidden", 4), "training.validation", 6.0 / SERIES));
    }
}
