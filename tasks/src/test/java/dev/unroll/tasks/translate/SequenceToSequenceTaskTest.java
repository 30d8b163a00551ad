package dev.unroll.tasks.translate;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;

/** Two layers without attention that read the source from its end. Both sides have the same pieces. */
class SequenceToSequenceTaskTest extends TaskContract {
    @Override
    protected Task task() {
        return TranslateTaskTest.onNumbers(true);
    }

    @Override
    protected JsonObject small() {
        return TranslateTaskTest.small(Kind.RNN, Attending.NONE, false, 0);
    }
}
