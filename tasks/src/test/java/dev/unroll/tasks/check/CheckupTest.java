package dev.unroll.tasks.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.LanguageModelTask;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.classify.ClassifyTask;
import dev.unroll.tasks.items.Items;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Faults are planted one at a time, and each has to be found and named. */
class CheckupTest {
    private final Engine engine = Engine.start(1);

    private List<Finding> findings(Task task, JsonObject settings) {
        return new Checkup(engine, task, settings, 200, finding -> {}).run();
    }

    private List<Finding> findings(Planted.Fault fault) {
        Planted task = new Planted(Optional.of(fault));
        return findings(task, task.settings());
    }

    /** Look and fault, of all that is wrong. */
    private static String wrong(List<Finding> findings) {
        return findings.stream()
                .filter(f -> !f.isFine())
                .map(f -> f.look() + ": " + f.fault())
                .collect(Collectors.joining("; "));
    }

    @Test
    void nothingIsWrongWhereNothingIsPlanted() {
        Planted task = new Planted(Optional.empty());
        List<Finding> findings = findings(task, task.settings());
        assertThat(wrong(findings)).as("%s", findings).isEmpty();
        assertThat(findings.stream().map(Finding::look))
                .containsExactly("data", "start", "gradients", "handful", "rate", "learning");
    }

    @Test
    void shuffledLabels() {
        List<Finding> findings = findings(Planted.Fault.SHUFFLED_LABELS);
        assertThat(wrong(findings)).as("%s", findings).isEqualTo("learning: no relation");
        assertThat(findings.getLast().says()).contains("shuffled");
    }

    @Test
    void aLearningRateAThousandTimesTooHigh() {
        Planted task = new Planted(Optional.empty());
        JsonObject settings = Settings.with(task.settings(), "training.learning_rate", 1000 * Planted.RATE);
        List<Finding> findings = findings(task, settings);
        assertThat(wrong(findings)).as("%s", findings).isEqualTo("rate: learning rate");
        assertThat(findings.get(4).says()).contains("too high");
        assertThat(findings.get(4).figures().getDouble("suggestion")).isBetween(0.0005, 0.5);
    }

    @Test
    void aDetachedLayer() {
        List<Finding> findings = findings(Planted.Fault.DETACHED_LAYER);
        assertThat(wrong(findings)).as("%s", findings).startsWith("gradients: detached");
        assertThat(findings.get(2).says()).contains("in.weight, in.bias get no gradient");
    }

    @Test
    void inputsThatAreNotNormalised() {
        List<Finding> findings = findings(Planted.Fault.RAW_INPUTS);
        assertThat(wrong(findings)).as("%s", findings).startsWith("data: inputs");
        assertThat(findings.getFirst().says()).contains("column 2", "mean of 4", "standardise");
    }

    @Test
    void aMaskThatHidesEverything() {
        List<Finding> findings = findings(Planted.Fault.EVERYTHING_MASKED);
        assertThat(wrong(findings)).isEqualTo("data: no targets");
        assertThat(findings).hasSize(1);
    }

    private static JsonObject small(double rate) {
        Updates u = Updates.standard();
        Updates updates = new Updates(u.rule(), rate, u.schedule(), u.clip(), u.decay(), u.averaging(), u.accumulate());
        return LanguageModelTask.settings(
                new Architecture(Cell.library("gru"), 32, 1), new TrainingSettings(10, 10, 8, 0, updates, 0.1, 1));
    }

    @Test
    void aText() {
        Task task = new LanguageModelTask(Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(40)));
        List<Finding> findings = findings(task, small(0.01));
        assertThat(wrong(findings)).as("%s", findings).isEmpty();
        assertThat(wrong(findings(task, small(10)))).isEqualTo("handful: learning rate; rate: learning rate");
    }

    /** Noise would keep it from learning by heart, and weights of classes from being compared with a guess. */
    @Test
    void takesNoiseAndBalanceOut() {
        List<String> labels = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            labels.add(i % 6 == 0 ? "good" : "bad");
            texts.add((i % 6 == 0 ? "a fine film " : "a poor film ") + i);
        }
        Task task = new ClassifyTask(new Items.Texts(texts, labels, Collections.nCopies(120, "here")), "films");
        JsonObject settings = task.settings();
        for (var change : Map.of(
                        "model.hidden",
                        12,
                        "model.layers",
                        2,
                        "model.zoneout",
                        0.1,
                        "model.variational",
                        true,
                        "training.learning_rate",
                        0.01,
                        "training.balanced",
                        true)
                .entrySet()) {
            settings = Settings.with(settings, change.getKey(), change.getValue());
        }
        List<Finding> findings = findings(task, settings);
        assertThat(wrong(findings)).as("%s", findings).isEmpty();
        assertThat(findings.get(3).figures().getInt("updates")).isBetween(5, 1000);
        assertThat(findings.getLast().figures().getDouble("guess")).isCloseTo(0.45, within(0.01));
    }

    @Test
    void zoneoutMayBeATextOfStates() {
        Task task = new LanguageModelTask(Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(40)));
        JsonObject one = Settings.with(task.settings(), "model.cell", "gru");
        JsonObject base = one.getObject("model").put("zoneout", "h:0.2");
        Subject subject = Subject.of(
                engine, task, new JsonObject().put("model", base).put("training", one.getObject("training")));
        assertThat(subject.handful(5).config().getObject("model").getDouble("zoneout"))
                .isZero();
    }

    @Test
    void aTextWhoseCharactersAreShuffled() {
        StringBuilder text = new StringBuilder();
        var random = dev.unroll.kernel.CounterRandom.named(7, "shuffled");
        for (int i = 0; i < 4000; i++) {
            text.append((char) ('a' + (int) (random.uniform(i) * random.uniform(i + 10_000) * 8)));
        }
        List<Finding> findings = findings(new LanguageModelTask(Corpus.of(text.toString())), small(0.01));
        assertThat(wrong(findings)).as("%s", findings).isEqualTo("learning: no relation");
    }

    /** On a loss that falls fastest at 0.001, is flat over two orders of magnitude, and rises from 0.3 on. */
    @Test
    void findsWhereTheLossFallsFastestAndWhereItRises() {
        double[] rates = new double[71];
        double[] losses = new double[71];
        for (int i = 0; i < rates.length; i++) {
            double exponent = -6 + i / 10.0;
            rates[i] = Math.pow(10, exponent);
            losses[i] = 3 - Math.tanh(2 * (exponent + 3)) + 5 * Math.max(0, exponent - Math.log10(0.3));
        }
        RateRange range = new RateRange(rates, losses, false);
        assertThat(range.suggestion()).isEqualTo(0.001);
        assertThat(range.highestRate()).isBetween(0.25, 0.4);
        assertThat(range.fall()).isCloseTo(0.5, within(1e-3));
        assertThat(range.rise()).isGreaterThan(1);
        assertThat(new RateRange(rates, losses, true).rise()).isInfinite();
    }
}
