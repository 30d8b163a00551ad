package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.inspect.Correlation;
import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.TextFeature;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReadingTest {
    private static final Corpus TEXT =
            Corpus.of("say \"yes and no\" or not to that, \"but\" only \"if you like\" it.\n".repeat(60));

    private static final Updates FAST =
            new Updates(UpdateRule.adam(), 0.01, new Schedule.Constant(), Clip.norm(5), Decay.NONE, 0, 1);

    private static Engine engine;
    private static LanguageModel model;

    @BeforeAll
    static void train() {
        engine = Engine.start(2);
        var training = new LanguageModelTraining(
                engine,
                TEXT,
                new Architecture(Cell.library("lstm"), 32, 2),
                new TrainingSettings(32, 32, 8, 0, FAST, 0.05, 1));
        new Trainer(training, new Limit.Steps(300)).run();
        model = training.model();
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void surpriseIsTheLossOfTheEvaluation() {
        String text = "say \"yes and no\" or not to that, ";
        Reading reading = Reading.of(model, text);
        double sum = 0;
        for (int t = 0; t < reading.length(); t++) {
            sum += reading.surprise(t);
        }
        // The reading begins as a line does, so the evaluation gets the line end that it began with.
        MeanLoss evaluation = Evaluation.of(model, Corpus.of("\n" + text).tokens(model.vocabulary()));
        assertThat(sum / reading.length()).isCloseTo(evaluation.nats(), within(1e-4));
    }

    @Test
    void theLikeliestComeFirstAndAddUpToOne() {
        Reading reading = Reading.of(model, "say \"ye");
        List<Reading.Expected> all = reading.expected(7, model.vocabulary().size(), 1);

        assertThat(all.getFirst().symbol()).isEqualTo("s");
        assertThat(all.stream().mapToDouble(Reading.Expected::probability).sum())
                .isCloseTo(1, within(1e-9));
        assertThat(all).isSortedAccordingTo((a, b) -> Double.compare(b.probability(), a.probability()));
        // Cold, it is sure of what it thinks likeliest.
        assertThat(reading.expected(7, 1, 0.01).getFirst().probability())
                .isGreaterThan(all.getFirst().probability());
    }

    @Test
    void expectsWhatTheSamplerWrites() {
        String written = model.sampler(new Sampling(0, 0, 1, 1)).text("say", 20);
        Reading reading = Reading.of(model, written);
        for (int t = 3; t < written.length(); t++) {
            assertThat(reading.expected(t, 1, 1).getFirst().symbol()).isEqualTo(reading.symbol(t));
        }
    }

    @Test
    void theUnitThatTracksQuotesIsTheBestOfAll() {
        String text = "say \"yes and no\" or not to that, \"but\" only \"if you like\" it.\n";
        Reading reading = Reading.of(model, text);
        Correlation quotes =
                new Correlation(TextFeature.QUOTES.of(text.codePoints().toArray()));
        double best = 0;
        for (int i = 0; i < 64; i++) {
            best = Math.max(best, Math.abs(quotes.with(reading.unit(i / 32, i % 32))));
        }
        List<Reading.Tracking> units = reading.tracking(TextFeature.QUOTES, 3);

        assertThat(units).hasSize(3);
        assertThat(Math.abs(units.getFirst().score())).isEqualTo(best).isGreaterThan(0.3);
        float[] values = reading.unit(units.getFirst().layer(), units.getFirst().unit());
        assertThat(values).hasSize(reading.length());
        for (float v : values) {
            assertThat(v).isBetween(-1f, 1f);
        }
        assertThat(reading.tracking(TextFeature.INDENTATION, 3)).isEmpty();
    }

    @Test
    void aStateIsItsUnits() {
        Reading reading = Reading.of(model, "say \"yes");
        assertThat(reading.shown()).isEqualTo("tanh(c)");
        assertThat(reading.state(1, 4)[7]).isEqualTo(reading.unit(1, 7)[4]);
    }

    @Test
    void gatesGoOnFromWhereTheTextWas() {
        List<GateUse> gates = Reading.of(model, "say \"yes and no\" or not to that, \"but\" only ")
                .gates();

        assertThat(gates).extracting(GateUse::gate).containsExactly("i", "f", "o", "i", "f", "o");
        assertThat(gates.getFirst().left()).hasSize(32);
    }

    @Test
    void namesCharactersThatTheModelDoesNotKnow() {
        assertThatThrownBy(() -> Reading.of(model, "say €")).hasMessageContaining("'€' U+20AC");
    }
}
