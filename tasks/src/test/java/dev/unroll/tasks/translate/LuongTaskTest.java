package dev.unroll.tasks.translate;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TaskContract;

/** With attention after all steps. Both sides have the same pieces. */
class LuongTaskTest extends TaskContract {
    @Override
    protected Task task() {
        return TranslateTaskTest.onNumbers(true);
    }

    @Override
    protected JsonObject small() {
        return TranslateTaskTest.small(Kind.RNN, Attending.LUONG, true, 0.1);
    }
}
