package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.io.JsonObject;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import org.junit.jupiter.api.Test;

class WordLevelTaskTest extends TaskContract {
    private static final Corpus TEXT = Corpus.of("the quick brown fox, and the lazy dog.\n".repeat(40));

    private static LanguageModelTask task(Level level) {
        return new LanguageModelTask(new TextData(TEXT, level));
    }

    @Override
    protected Task task() {
        return task(Level.of("word", 9));
    }

    @Override
    protected JsonObject small() {
        return LanguageModelTask.settings(
                new Architecture(Cell.library("gru"), 24, 1).withEmbedding(24, true),
                new TrainingSettings(10, 10, 4, 0, Updates.standard(), 0.2, 1));
    }

    @Test
    void resumesWithTheSameSymbolsAlone() {
        JsonObject began = task().data();
        assertThat(TextData.level(began)).isEqualTo(Level.of("word", 9));
        assertThatThrownBy(() -> task(Level.of("word", 10)).refuseOtherData(began))
                .hasMessageContaining("other symbols");
        assertThatThrownBy(() -> task(Level.CHARACTER).refuseOtherData(began)).hasMessageContaining("other symbols");
        // Runs from before there were levels.
        JsonObject old = new JsonObject().put("data", new JsonObject().put("sha256", TEXT.sha256()));
        task(Level.CHARACTER).refuseOtherData(old);
        assertThat(TextData.level(old)).isEqualTo(Level.CHARACTER);
    }
}
