package dev.unroll.app;

import dev.unroll.tasks.classify.ClassifySettings;
import dev.unroll.tasks.classify.ClassifyTask;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.items.ItemFile;
import java.nio.file.Path;

/** {@code classify}: naming the class of a text or a series. */
final class ClassifyFace extends ItemFace<Architecture, ClassifySettings> {
    ClassifyFace() {
        super(ClassifyTask.RECIPE, new ClassifyOptions());
    }

    @Override
    ClassifyTask task(ItemFile columns, Path from) {
        return new ClassifyTask(columns.labelled(from), from.toString());
    }

    @Override
    public String next(String path) {
        return "Measure it on other items, or have it name their classes:\n  ./unroll eval " + path
                + " FILE\n  ./unroll predict " + path + " FILE";
    }
}
