package dev.unroll.tasks.gpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.data.Corpus;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.WindowSettings;
import dev.unroll.tensor.Tape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GptTaskTest extends TaskContract {
    private static final String LINE = "the quick brown fox jumps over the lazy dog\n";

    @Override
    protected Task task() {
        return new GptTask(Corpus.of(LINE.repeat(20)));
    }

    @Override
    protected JsonObject small() {
        return GptTask.settings(
                new GptArchitecture(16, 2, 2, 10, 0), new WindowSettings(8, Updates.standard(), 0.1, 1));
    }

    /** What it writes is what the model that sees all steps at once finds likeliest. */
    @Test
    void writesWhatItHasLearned() {
        try (Engine engine = Engine.start(2)) {
            var training = new GptTask(Corpus.of(LINE.repeat(20)))
                    .training(engine, Settings.with(small(), "training.learning_rate", 0.01));
            for (int step = 0; step < 150; step++) {
                training.step(step);
            }
            GptModel model = training.model();
            String text = model.sampler(new Sampling(0, 0, 1, 1)).text("the", 6);
            for (int i = 3; i < text.length(); i++) {
                int[] before = model.vocabulary().encode("\n" + text.substring(0, i));
                float[] all = model.forward(Tape.inference(engine), before, 1, new CounterRandom(0, 0))
                        .data();
                float[] scores =
                        Arrays.copyOfRange(all, all.length - model.vocabulary().size(), all.length);
                float largest = Float.NEGATIVE_INFINITY;
                for (float s : scores) {
                    largest = Math.max(largest, s);
                }
                int written = model.vocabulary().encode(text.substring(i, i + 1))[0];
                assertThat(scores[written]).isGreaterThan(largest - 1e-3f);
            }
        }
    }

    @Test
    void refusesATextShorterThanAWindow() {
        try (Engine engine = Engine.start(1)) {
            assertThatThrownBy(() -> new GptTask(Corpus.of("too short")).training(engine, small()))
                    .hasMessage("the text to learn has 8 symbols, but a window has 10 and the one after;"
                            + " use a longer text or a shorter --context");
        }
    }
}
