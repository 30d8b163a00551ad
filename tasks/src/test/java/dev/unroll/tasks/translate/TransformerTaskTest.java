package dev.unroll.tasks.translate;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;

/** With a transformer. Both sides have the same pieces. */
class TransformerTaskTest extends TaskContract {
    @Override
    protected Task task() {
        return TranslateTaskTest.onNumbers(true);
    }

    @Override
    protected JsonObject small() {
        return TranslateTaskTest.small(Kind.TRANSFORMER, Attending.NONE, false, 0.1);
    }
}
