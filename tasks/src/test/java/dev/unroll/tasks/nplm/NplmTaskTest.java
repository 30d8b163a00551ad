package dev.unroll.tasks.nplm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.Weights;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;
import dev.unroll.tasks.TextData;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.WindowSettings;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NplmTaskTest extends TaskContract {
    private static final Corpus TEXT = Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(20));

    private final Engine engine = Engine.start(2);

    @Override
    protected Task task() {
        return new NplmTask(new TextData(TEXT, Level.CHARACTER));
    }

    @Override
    protected JsonObject small() {
        return NplmTask.settings(
                new NplmArchitecture(3, 6, 16, true), new WindowSettings(64, Updates.standard(), 0.1, 1));
    }

    private static NplmModel fresh(Engine on, boolean direct) {
        NplmModel model = new NplmModel(on, new NplmArchitecture(3, 4, 5, direct), Vocabulary.of("abcd\n"));
        model.initialise(2);
        return model;
    }

    /** The vectors, which are read in three places, the hidden layer, and scores from both. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradients(boolean direct) {
        TapeCheck check = new TapeCheck();
        NplmModel model = fresh(check.engine(), direct);
        int[] tokens = {0, 1, 1, 3, 2, 4, 0, 2};
        check.check(
                1e-4, tape -> model.forward(tape, tokens, 2), model.parameters().toArray(Tensor[]::new));
    }

    /** y = b + W x + U tanh(d + H x), written out. */
    @Test
    void theFormula() {
        NplmModel model = fresh(engine, true);
        int[] read = {2, 0, 3};
        double[] x = new double[12];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < 4; i++) {
                x[4 * k + i] = model.embedding().weight().data()[4 * read[k] + i];
            }
        }
        double[] said = new double[17];
        for (int h = 0; h < 5; h++) {
            double sum = model.hidden().bias().data()[h];
            for (int i = 0; i < 12; i++) {
                sum += model.hidden().weight().data()[12 * h + i] * x[i];
            }
            said[h] = Math.tanh(sum);
        }
        System.arraycopy(x, 0, said, 5, 12);
        float[] scores = model.forward(Tape.inference(engine), read, 1).data();
        assertThat(scores).hasSize(5);
        for (int s = 0; s < 5; s++) {
            double sum = model.decoder().bias().data()[s];
            for (int i = 0; i < 17; i++) {
                sum += model.decoder().weight().data()[17 * s + i] * said[i];
            }
            assertThat((double) scores[s]).isCloseTo(sum, within(1e-5));
        }
    }

    /** Texts side by side, of which one waits and one moves, each as it is all at once. */
    @Test
    void aSymbolAtATime() {
        NplmModel model = fresh(engine, true);
        Lanes lanes = model.lanes(3);
        float[] scores = new float[15];
        lanes.begin(0);
        lanes.begin(1);
        lanes.begin(2);
        lanes.step(new int[] {1, 0, 2}, 3, scores);
        lanes.move(2, 1);
        lanes.step(new int[] {-1, 3}, 2, scores);
        lanes.step(new int[] {0, 0}, 2, scores);
        int newline = model.vocabulary().beginning();
        float[] first = model.forward(Tape.inference(engine), new int[] {newline, 1, 0}, 1)
                .data();
        float[] second =
                model.forward(Tape.inference(engine), new int[] {2, 3, 0}, 1).data();
        for (int s = 0; s < 5; s++) {
            assertThat(scores[s]).isCloseTo(first[s], within(1e-5f));
            assertThat(scores[5 + s]).isCloseTo(second[s], within(1e-5f));
        }
    }

    @Test
    void evaluatesEverySymbolButTheFirst() {
        NplmModel model = fresh(engine, false);
        String text = "abcdabba\n".repeat(300);
        TokenStream tokens = Corpus.of(text).tokens(model.vocabulary());
        int[] padded = model.vocabulary().encode("\n\n" + text);
        double sum = 0;
        for (int t = 1; t < text.length(); t++) {
            int[] before = Arrays.copyOfRange(padded, t - 1, t + 2);
            float[] scores = model.forward(Tape.inference(engine), before, 1).data();
            double total = 0;
            for (float s : scores) {
                total += Math.exp(s);
            }
            sum += Math.log(total) - scores[padded[t + 2]];
        }
        assertThat(model.evaluate(tokens).count()).isEqualTo(text.length() - 1);
        assertThat(model.evaluate(tokens).nats()).isCloseTo(sum / (text.length() - 1), within(1e-5));
    }

    @Test
    void learnsALine(@TempDir Path folder) {
        var training = new NplmTask(new TextData(TEXT, Level.CHARACTER))
                .training(engine, Settings.with(small(), "training.learning_rate", 0.01));
        for (int step = 0; step < 250; step++) {
            training.step(step);
        }
        NplmModel model = training.model();
        // Of three characters all but "the" at a line's beginning and in its middle says what follows.
        assertThat(model.evaluate(TEXT.tokens(model.vocabulary()).slice(0, 200)).nats())
                .isLessThan(0.2);
        assertThat(model.sampler(new Sampling(0, 0, 1, 1)).text("the qui", 12)).isEqualTo("the quick brown fox");

        new ModelFolder(folder).write(training.config(), model.vocabulary().toJson(), Weights.named("", model.state()));
        NplmModel opened = NplmModel.open(engine, folder);
        assertThat(opened.sampler(Sampling.DEFAULT).text("fox", 40))
                .isEqualTo(model.sampler(Sampling.DEFAULT).text("fox", 40));
        assertThat(opened.parameterCount())
                .isEqualTo(model.parameters().stream().mapToLong(Tensor::size).sum());
    }
}
