package dev.unroll.tasks.regress;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.items.ItemTask;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Split;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Saying a number of texts or series whose numbers are known. */
public final class RegressTask extends ItemTask<RegressTraining> {
    public static final Recipe<RegressArchitecture, ItemSettings> RECIPE = new Recipe<>(
            "regress",
            RegressArchitecture.standard(),
            RegressArchitecture::fromJson,
            ItemSettings.standard(),
            ItemSettings::fromJson);

    private final float[] targets;

    /**
     * On items whose labels are numbers.
     *
     * @param source of them, for the record
     * @throws FileException if a label is no number, or all are the same one
     */
    public RegressTask(Items items, String source) {
        super(items, source);
        targets = Targets.of(items);
        if (IntStream.range(1, targets.length).allMatch(i -> targets[i] == targets[0])) {
            throw new FileException(source + " has the number " + targets[0]
                    + " for everything; there is nothing to tell apart, so add items with other numbers");
        }
    }

    @Override
    public Recipe<RegressArchitecture, ItemSettings> recipe() {
        return RECIPE;
    }

    @Override
    protected RegressTask on(Items others, String from) {
        return new RegressTask(others, from);
    }

    private float[] targets(Split split) {
        float[] own = new float[split.training().length];
        for (int i = 0; i < own.length; i++) {
            own[i] = targets[split.training()[i]];
        }
        return own;
    }

    @Override
    protected RegressTraining training(Engine engine, Split split, JsonObject settings) {
        Regressor model =
                new Regressor(engine, RECIPE.model(settings), known(split, settings), Targets.fit(targets(split)));
        model.initialise(training(settings).seed());
        return new RegressTraining(this, split, settings, model);
    }

    @Override
    public long parameters(JsonObject settings) {
        int answers = RECIPE.model(settings).objective().answers();
        return architecture(settings).parameters(known(split(settings), settings), answers);
    }

    /** Of saying the mean. */
    @Override
    public double untrained(JsonObject settings) {
        return loss(settings, false);
    }

    /** Of saying the best number for all. */
    @Override
    public double guess(JsonObject settings) {
        return Math.min(loss(settings, false), loss(settings, true));
    }

    private double loss(JsonObject settings, boolean best) {
        Objective objective = RECIPE.model(settings).objective();
        float[] learned = targets(split(settings));
        float[] standard = Targets.fit(learned).standardised(learned);
        double[] values = IntStream.range(0, standard.length)
                .mapToDouble(i -> standard[i])
                .toArray();
        double sum = 0;
        for (int i = 0; i < objective.answers(); i++) {
            int which = i;
            double answer = best ? objective.constant(values, which) : 0;
            sum += Arrays.stream(values)
                    .map(v -> objective.of(answer, v, which))
                    .average()
                    .orElseThrow();
        }
        return sum / objective.answers();
    }

    @Override
    public SequencedMap<String, Double> figures(Engine engine, Path model, Items unseen) {
        RegressReport report = RegressReport.of(Regressor.open(engine, model), unseen);
        SequencedMap<String, Double> figures = new LinkedHashMap<>();
        report.figures().forEach((name, figure) -> figures.put(name, figure.value()));
        return figures;
    }

    float[] targets() {
        return targets;
    }
}
