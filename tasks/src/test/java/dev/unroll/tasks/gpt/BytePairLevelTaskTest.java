package dev.unroll.tasks.gpt;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;
import dev.unroll.tasks.TextData;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.WindowSettings;

class BytePairLevelTaskTest extends TaskContract {
    @Override
    protected Task task() {
        Corpus text = Corpus.of("the quick brown fox, and the lazy dog — é\n".repeat(40));
        return new GptTask(new TextData(text, Level.of("bpe", 270)));
    }

    @Override
    protected JsonObject small() {
        return GptTask.settings(
                new GptArchitecture(16, 2, 2, 10, 0), new WindowSettings(8, Updates.standard(), 0.1, 1));
    }
}
