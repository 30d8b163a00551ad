package dev.unroll.app;

import dev.unroll.tasks.items.ItemFile;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.regress.RegressArchitecture;
import dev.unroll.tasks.regress.RegressTask;
import java.nio.file.Path;

/** {@code regress}: saying a number of a text or a series. */
final class RegressFace extends ItemFace<RegressArchitecture, ItemSettings> {
    RegressFace() {
        super(RegressTask.RECIPE, new RegressOptions());
    }

    @Override
    RegressTask task(ItemFile columns, Path from) {
        return new RegressTask(columns.labelled(from), from.toString());
    }

    @Override
    public String next(String path) {
        return "Measure it on other items, or have it say their numbers:\n  ./unroll eval " + path
                + " FILE\n  ./unroll predict " + path + " FILE";
    }
}
