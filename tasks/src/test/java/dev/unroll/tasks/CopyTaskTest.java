package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;

class CopyTaskTest extends TaskContract {
    @Override
    protected Task task() {
        return MemoryTask.of("copy", 5);
    }

    @Override
    protected JsonObject small() {
        return MemoryTask.settings(new Architecture(Cell.library("gru"), 24, 1), MemorySettings.standard());
    }
}
