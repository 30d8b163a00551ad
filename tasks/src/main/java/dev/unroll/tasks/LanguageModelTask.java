package dev.unroll.tasks;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.LanguageModel.Architecture;

/** Predicting the next symbol of a text. */
public record LanguageModelTask(TextData text) implements Task {
    static final String NAME = "lm";

    /** Of a text's characters. */
    public LanguageModelTask(Corpus corpus) {
        this(new TextData(corpus, Level.CHARACTER));
    }

    /** The settings that are used where nothing else is said. */
    public static JsonObject standard() {
        return settings(Architecture.standard(), TrainingSettings.standard());
    }

    /** Settings as one object. */
    public static JsonObject settings(Architecture model, TrainingSettings training) {
        return new JsonObject().put("model", model.toJson()).put("training", training.toJson());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject settings() {
        return standard();
    }

    @Override
    public JsonObject checked(JsonObject settings) {
        return settings(architecture(settings), training(settings));
    }

    @Override
    public JsonObject data() {
        return text.toJson();
    }

    @Override
    public void refuseOtherData(JsonObject config) {
        text.refuseOther(config);
    }

    @Override
    public LanguageModelTraining training(Engine engine, JsonObject settings) {
        return new LanguageModelTraining(engine, this, architecture(settings), training(settings), 0);
    }

    @Override
    public LanguageModelTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 sequence", examples);
        return new LanguageModelTraining(engine, this, architecture(settings), training(settings), examples);
    }

    @Override
    public long parameters(JsonObject settings) {
        return architecture(settings).parameterCount(symbols(settings));
    }

    private int symbols(JsonObject settings) {
        return text.parts(training(settings).validation()).vocabulary().size();
    }

    private static Architecture architecture(JsonObject settings) {
        return Architecture.fromJson(settings.getObject("model"));
    }

    private static TrainingSettings training(JsonObject settings) {
        return TrainingSettings.fromJson(settings.getObject("training"));
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(symbols(settings));
    }

    @Override
    public double guess(JsonObject settings) {
        return text.guess(training(settings).validation());
    }
}
