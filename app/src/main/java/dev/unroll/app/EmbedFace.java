package dev.unroll.app;

import dev.unroll.tasks.embed.EmbedArchitecture;
import dev.unroll.tasks.embed.EmbedTask;
import dev.unroll.tasks.items.ItemFile;
import dev.unroll.tasks.items.ItemSettings;
import java.nio.file.Path;

/** {@code embed}: vectors of texts or series, from which they can be written again. */
final class EmbedFace extends ItemFace<EmbedArchitecture, ItemSettings> {
    EmbedFace() {
        super(EmbedTask.RECIPE, new EmbedOptions());
    }

    @Override
    EmbedTask task(ItemFile columns, Path from) {
        return new EmbedTask(columns.full(from), from.toString());
    }

    @Override
    public String next(String path) {
        return "See how well it writes other items again, or have it make their vectors:\n  ./unroll eval " + path
                + " FILE\n  ./unroll predict " + path + " FILE";
    }
}
