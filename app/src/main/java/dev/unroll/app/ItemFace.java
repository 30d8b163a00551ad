package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.items.ItemFile;
import dev.unroll.tasks.items.ItemTask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A task on the items of a file. */
abstract class ItemFace<M extends Recipe.Part, T extends Recipe.Part> extends RecipeFace<M, T> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "Items: .tsv or .csv whose first line names its columns, .jsonl, or .ts (UCR/UEA), .gz of these; or a folder or .zip of WAV files.")
    private Path file = Path.of("");

    @Mixin
    private final ItemOptions items = new ItemOptions();

    ItemFace(Recipe<M, T> recipe, TaskOptions<M, T> options) {
        super(recipe, options);
    }

    abstract ItemTask<?> task(ItemFile columns, Path from);

    @Override
    public final ItemTask<?> task(@Nullable JsonObject began) {
        return task(items.file(), file);
    }

    @Override
    public final List<String> dataWords() {
        List<String> words = new ArrayList<>(List.of(file.toString()));
        words.addAll(items.words());
        return words;
    }
}
