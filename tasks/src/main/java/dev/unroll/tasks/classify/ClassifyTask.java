package dev.unroll.tasks.classify;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Guess;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.items.ItemTask;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Split;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;

/** Naming the class of texts or series whose classes are known. */
public final class ClassifyTask extends ItemTask<ClassifyTraining> {
    public static final Recipe<Architecture, ClassifySettings> RECIPE = new Recipe<>(
            "classify",
            Architecture.standard(),
            Architecture::fromJson,
            ClassifySettings.standard(),
            ClassifySettings::fromJson);

    private final Labels labels;

    /**
     * On labelled items.
     *
     * @param source of them, for the record
     * @throws FileException if they have fewer than two labels
     */
    public ClassifyTask(Items items, String source) {
        super(items, source);
        labels = Labels.of(items);
        if (labels.size() < 2) {
            throw new FileException(source + " has " + labels.size() + " label " + String.join(", ", labels.names())
                    + "; there is nothing to tell apart, so add items of another class");
        }
    }

    @Override
    public Recipe<Architecture, ClassifySettings> recipe() {
        return RECIPE;
    }

    @Override
    protected ClassifyTask on(Items others, String from) {
        return new ClassifyTask(others, from);
    }

    @Override
    protected ClassifyTraining training(Engine engine, Split split, JsonObject settings) {
        Classifier model = new Classifier(engine, architecture(settings), known(split, settings), labels);
        model.initialise(training(settings).seed());
        return new ClassifyTraining(this, split, settings, model);
    }

    @Override
    public long parameters(JsonObject settings) {
        return architecture(settings).parameters(known(split(settings), settings), labels.size());
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(labels.size());
    }

    @Override
    public double guess(JsonObject settings) {
        return Guess.entropy(labels.classes(items()), labels.size());
    }

    @Override
    public SequencedMap<String, Double> figures(Engine engine, Path model, Items unseen) {
        Report report = Report.of(Classifier.open(engine, model), unseen);
        SequencedMap<String, Double> figures = new LinkedHashMap<>();
        figures.put("accuracy", report.confusion().accuracy());
        figures.put("macro_f1", report.confusion().macroF1());
        figures.put("loss", report.loss());
        return figures;
    }

    /** Never the only one of a class. */
    @Override
    protected Split split(JsonObject settings) {
        ItemSettings training = training(settings);
        Set<String> seen = new HashSet<>();
        return Split.of(
                items().size(),
                training.validation(),
                training.seed(),
                i -> !seen.add(items().labels().get(i)));
    }

    /** How many classes have a single item, which is never held out. */
    long single() {
        return items().labels().stream()
                .distinct()
                .filter(label ->
                        items().labels().stream().filter(label::equals).limit(2).count() == 1)
                .count();
    }
}
