package dev.unroll.tasks.gpt;

import dev.unroll.data.Corpus;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.LanguageModelTask;
import dev.unroll.tasks.Task;

/** Predicting the next character of a text from those in a window before it. */
public record GptTask(Corpus corpus) implements Task {
    public static final String NAME = "gpt";

    /** The settings that are used where nothing else is said. */
    public static JsonObject standard() {
        return settings(GptArchitecture.standard(), GptSettings.standard());
    }

    /** Settings as one object. */
    public static JsonObject settings(GptArchitecture model, GptSettings training) {
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

    /** The text is known and recognised as that of any language model. */
    private LanguageModelTask text() {
        return new LanguageModelTask(corpus);
    }

    @Override
    public JsonObject data() {
        return text().data();
    }

    @Override
    public void refuseOtherData(JsonObject config) {
        text().refuseOtherData(config);
    }

    @Override
    public GptTraining training(Engine engine, JsonObject settings) {
        return new GptTraining(engine, this, architecture(settings), training(settings), 0);
    }

    @Override
    public GptTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 window", examples);
        return new GptTraining(engine, this, architecture(settings), training(settings), examples);
    }

    @Override
    public long parameters(JsonObject settings) {
        return architecture(settings).parameters(corpus.vocabulary().size());
    }

    @Override
    public double untrained(JsonObject settings) {
        return text().untrained(settings);
    }

    @Override
    public double guess(JsonObject settings) {
        return text().guess(settings);
    }

    private static GptArchitecture architecture(JsonObject settings) {
        return GptArchitecture.fromJson(settings.getObject("model"));
    }

    private static GptSettings training(JsonObject settings) {
        return GptSettings.fromJson(settings.getObject("training"));
    }
}
