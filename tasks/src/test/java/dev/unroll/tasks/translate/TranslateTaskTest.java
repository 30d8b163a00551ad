package dev.unroll.tasks.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Noise;
import dev.unroll.nn.Zoneout;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;
import dev.unroll.tasks.Updates;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.Learner;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With attention that goes step by step, the most that there is; the other kinds are beside it. */
class TranslateTaskTest extends TaskContract {
    private static final CounterRandom RANDOM = new CounterRandom(1, 1);
    private static final String[] WORDS = {"one", "two", "three", "four", "five", "six"};
    private static final String[] WORTE = {"eins", "zwei", "drei", "vier", "fünf", "sechs"};

    /** Numbers in words, and in other words the other way round. */
    static Bitext numbers(int count) {
        List<String> sources = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String source = "";
            String target = "";
            for (int n = i * 7 + 1; n > 0; n /= WORDS.length) {
                source += WORDS[n % WORDS.length] + " ";
                target = WORTE[n % WORTE.length] + " " + target;
            }
            sources.add(source.strip());
            targets.add(target.strip());
        }
        return new Bitext(sources, targets, "numbers");
    }

    static JsonObject small(Kind kind, Attending attention, boolean bidirectional, double dropout) {
        return TranslateTask.RECIPE.settings(
                new TranslateArchitecture(
                        kind,
                        Cell.library(attention == Attending.LUONG ? "gru" : "lstm"),
                        16,
                        attention == Attending.NONE ? 2 : 1,
                        bidirectional,
                        !bidirectional,
                        attention,
                        2,
                        kind == Kind.RNN ? 12 : 0,
                        new Noise(dropout, false, 0, Zoneout.NONE)),
                new TranslateSettings(8, Updates.standard(), 0.2, 1));
    }

    static TranslateTask onNumbers(boolean shared) {
        return new TranslateTask(numbers(40), new TranslateTask.Options(20, shared, 50));
    }

    @Override
    protected Task task() {
        return onNumbers(false);
    }

    @Override
    protected JsonObject small() {
        return small(Kind.RNN, Attending.BAHDANAU, true, 0.1);
    }

    @Test
    void threadsChangeNoBit() {
        for (Attending attention : Attending.values()) {
            List<List<Learner.Outcome>> all = new ArrayList<>();
            for (int threads = 1; threads <= 2; threads++) {
                try (Engine engine = Engine.start(threads)) {
                    var training = onNumbers(false).training(engine, small(Kind.RNN, attention, true, 0.1));
                    all.add(List.of(training.step(0), training.step(1), training.step(2)));
                }
            }
            assertThat(all.get(1)).isEqualTo(all.get(0));
        }
    }

    /** Along each parameter's gradient the loss rises by the gradient's norm, through encoder, bridge, attention and decoder. */
    @Test
    void gradientsAreSlopes() {
        try (Engine engine = Engine.start(1)) {
            for (JsonObject settings : List.of(
                    small(Kind.RNN, Attending.BAHDANAU, true, 0),
                    small(Kind.RNN, Attending.LUONG, false, 0),
                    small(Kind.RNN, Attending.NONE, true, 0),
                    small(Kind.TRANSFORMER, Attending.NONE, false, 0))) {
                Translator model = onNumbers(true).training(engine, settings).model();
                PairBatch batch = PairBatch.of(
                        List.of(new int[] {4, 7, 5}, new int[] {6}),
                        List.of(new int[] {8, 3}, new int[] {4, 9, 5, 5}),
                        false);
                Tape tape = new Tape(engine);
                tape.backward(model.loss(tape, batch, RANDOM));
                for (Tensor p : model.parameters()) {
                    float[] gradient = p.gradient().clone();
                    double norm = 0;
                    for (float g : gradient) {
                        norm += (double) g * g;
                    }
                    norm = Math.sqrt(norm);
                    double step = 0.02;
                    double slope = (along(model, batch, p, gradient, step / norm)
                                    - along(model, batch, p, gradient, -step / norm))
                            / (2 * step);
                    assertThat(slope)
                            .as("%s of %s", p, settings.getObject("model"))
                            .isCloseTo(norm, within(0.02 * norm + 2e-4));
                }
            }
        }
    }

    private static double along(Translator model, PairBatch batch, Tensor p, float[] direction, double step) {
        float[] before = p.data().clone();
        for (int i = 0; i < before.length; i++) {
            p.data()[i] += (float) (step * direction[i]);
        }
        double loss = model.loss(Tape.inference(model.engine()), batch, RANDOM).item();
        System.arraycopy(before, 0, p.data(), 0, before.length);
        return loss;
    }

    /** What it writes greedily, piece by piece, is what the network that sees all pieces at once finds likeliest. */
    @Test
    void translatesWhatItHasLearned() {
        try (Engine engine = Engine.start(2)) {
            for (JsonObject settings : List.of(
                    small(Kind.RNN, Attending.BAHDANAU, true, 0),
                    small(Kind.RNN, Attending.LUONG, true, 0),
                    small(Kind.RNN, Attending.NONE, false, 0),
                    small(Kind.TRANSFORMER, Attending.NONE, false, 0))) {
                Bitext pairs = numbers(12);
                var training = new TranslateTask(pairs, new TranslateTask.Options(20, false, 50))
                        .handful(engine, Settings.with(settings, "training.learning_rate", 0.01), 12);
                double loss = 1;
                for (int step = 0; step < 2000 && loss > 0.03; step++) {
                    loss = training.step(step).loss();
                }
                Translator model = training.model();
                assertThat(model.loss(pairs)).isLessThan(0.1);
                List<String> lines = new ArrayList<>(pairs.sources());
                lines.add(3, "");
                for (Decoding how : List.of(Decoding.GREEDY, Decoding.STANDARD)) {
                    List<Translator.Translation> said = model.translate(lines, how);
                    assertThat(said.get(3).text()).isEmpty();
                    List<String> texts = new ArrayList<>(
                            said.stream().map(Translator.Translation::text).toList());
                    texts.remove(3);
                    assertThat(texts).isEqualTo(pairs.targets());
                }
                double log = model.translate(pairs.sources().subList(5, 6), Decoding.GREEDY)
                        .getFirst()
                        .score();
                Bitext one = new Bitext(
                        pairs.sources().subList(5, 6), pairs.targets().subList(5, 6), "one");
                int pieces = model.vocabularies().target().encode(one.targets().getFirst()).length + 1;
                assertThat(-log / pieces).isCloseTo(model.loss(one), within(1e-4));
            }
        }
    }

    @Test
    void saysWhatIsMissing() {
        Bitext bad = new Bitext(List.of("a b", "", "c d e f"), List.of("x", "y", "z"), "pairs");
        TranslateTask task = new TranslateTask(bad, new TranslateTask.Options(0, false, 3));
        assertThat(task.leftOut())
                .isEqualTo("; 1 pairs with an empty line left out; 1 pairs of more than 3 pieces left out");
        assertThatThrownBy(() -> new TranslateTask(bad, new TranslateTask.Options(0, false, 1)).sources())
                .isInstanceOf(FileException.class)
                .hasMessage("pairs has nothing to learn from: of 3 pairs 1 have an empty line and 2 more than 1 pieces;"
                        + " check the files, or raise --longest");
        assertThatThrownBy(() ->
                        task.refuseOtherData(new TranslateTask(bad, new TranslateTask.Options(0, true, 3)).data()))
                .hasMessageContaining("other pieces of words");
        JsonObject wide = small(Kind.TRANSFORMER, Attending.NONE, true, 0)
                .getObject("model")
                .put("embedding", 12);
        assertThatThrownBy(() -> TranslateArchitecture.fromJson(wide))
                .hasMessageContaining("a transformer's pieces are as wide as itself");
    }
}
