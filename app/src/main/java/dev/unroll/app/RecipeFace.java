package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Recipe;
import dev.unroll.train.Limit;
import picocli.CommandLine.Mixin;

/** A task with a {@link Recipe}; the first of the words that name its data is a file, of which runs have their names. */
abstract class RecipeFace<M extends Recipe.Part, T extends Recipe.Part> implements TaskFace {
    private final Recipe<M, T> recipe;

    private final TaskOptions<M, T> options;

    /** The same: picocli takes no field whose type has parameters. */
    @Mixin
    final Object mixin;

    RecipeFace(Recipe<M, T> recipe, TaskOptions<M, T> options) {
        this.recipe = recipe;
        this.options = options;
        mixin = options;
    }

    @Override
    public final String name() {
        return recipe.name();
    }

    @Override
    public final JsonObject standard() {
        return recipe.standard();
    }

    @Override
    public final Limit standardLimit() {
        return new Limit.Epochs(10);
    }

    @Override
    public final JsonObject settings(JsonObject base, Limit limit) {
        return recipe.settings(
                options.architecture(recipe.model(base)), options.settings(recipe.training(base), limit));
    }

    @Override
    public final RunNames runs(String prefix) {
        return RunNames.of(prefix, dataWords().getFirst());
    }
}
