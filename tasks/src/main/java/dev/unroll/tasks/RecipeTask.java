package dev.unroll.tasks;

import dev.unroll.io.JsonObject;

/** A task with the name and the settings of a {@link Recipe}. */
public interface RecipeTask extends Task {
    Recipe<?, ?> recipe();

    @Override
    default String name() {
        return recipe().name();
    }

    @Override
    default JsonObject settings() {
        return recipe().standard();
    }

    @Override
    default JsonObject checked(JsonObject settings) {
        return recipe().checked(settings);
    }
}
