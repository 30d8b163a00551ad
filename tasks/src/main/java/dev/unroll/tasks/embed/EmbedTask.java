package dev.unroll.tasks.embed;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Guess;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemSettings;
import dev.unroll.tasks.items.ItemTask;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Known;
import dev.unroll.tasks.items.Split;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/** Writing items again from a vector of each; labels, where there are any, are not looked at. */
public final class EmbedTask extends ItemTask<EmbedTraining> {
    public static final Recipe<EmbedArchitecture, ItemSettings> RECIPE = new Recipe<>(
            "embed",
            EmbedArchitecture.standard(),
            EmbedArchitecture::fromJson,
            ItemSettings.standard(),
            ItemSettings::fromJson);

    /** @param source of the items, for the record */
    public EmbedTask(Items items, String source) {
        super(items, source);
    }

    @Override
    public Recipe<EmbedArchitecture, ItemSettings> recipe() {
        return RECIPE;
    }

    @Override
    protected EmbedTask on(Items others, String from) {
        return new EmbedTask(others, from);
    }

    @Override
    protected EmbedTraining training(Engine engine, Split split, JsonObject settings) {
        Autoencoder model = new Autoencoder(engine, RECIPE.model(settings), known(split, settings));
        model.initialise(training(settings).seed());
        return new EmbedTraining(this, split, settings, model);
    }

    @Override
    public long parameters(JsonObject settings) {
        return RECIPE.model(settings).parameters(known(split(settings), settings));
    }

    /** Of a word: all are about equal. Of a series: of saying the mean. */
    @Override
    public double untrained(JsonObject settings) {
        Known known = known(split(settings), settings);
        return known.size() > 0 ? Math.log(known.size() + 1.0) : power(settings, known);
    }

    @Override
    public double guess(JsonObject settings) {
        Known known = known(split(settings), settings);
        if (known.size() == 0) {
            return power(settings, known);
        }
        Inputs inputs = known.inputs(items(), architecture(settings));
        int[] words = IntStream.range(0, inputs.size())
                .flatMap(i -> IntStream.concat(IntStream.of(inputs.tokens(i)), IntStream.of(known.size())))
                .toArray();
        return Guess.entropy(words, known.size() + 1);
    }

    /** Mean square of standardised series. */
    private double power(JsonObject settings, Known known) {
        Inputs inputs = known.inputs(items(), architecture(settings));
        double sum = 0;
        long count = 0;
        for (int i = 0; i < inputs.size(); i++) {
            for (float v : inputs.table(i)) {
                sum += (double) v * v;
                count++;
            }
        }
        return sum / count;
    }

    @Override
    public SequencedMap<String, Double> figures(Engine engine, Path model, Items unseen) {
        SequencedMap<String, Double> figures = new LinkedHashMap<>();
        EmbedReport.of(Autoencoder.open(engine, model), unseen)
                .figures()
                .forEach((name, figure) -> figures.put(name, figure.value()));
        return figures;
    }
}
