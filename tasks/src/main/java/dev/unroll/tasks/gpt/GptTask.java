package dev.unroll.tasks.gpt;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TextData;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.WindowSettings;

/** Predicting the next symbol of a text from those in a window before it. */
public record GptTask(TextData text) implements Task {
    public static final String NAME = "gpt";

    /** Of a text's characters. */
    public GptTask(Corpus corpus) {
        this(new TextData(corpus, Level.CHARACTER));
    }

    /** The settings that are used where nothing else is said: batches of 12, a tenth of the text held out. */
    public static JsonObject standard() {
        return settings(GptArchitecture.standard(), new WindowSettings(12, Updates.standard(), 0.1, 1));
    }

    /** Settings as one object. */
    public static JsonObject settings(GptArchitecture model, WindowSettings training) {
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
        return architecture(settings).parameters(symbols(settings));
    }

    private int symbols(JsonObject settings) {
        return text.parts(training(settings).validation()).vocabulary().size();
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(symbols(settings));
    }

    @Override
    public double guess(JsonObject settings) {
        return text.guess(training(settings).validation());
    }

    private static GptArchitecture architecture(JsonObject settings) {
        return GptArchitecture.fromJson(settings.getObject("model"));
    }

    private static WindowSettings training(JsonObject settings) {
        return WindowSettings.fromJson(settings.getObject("training"));
    }
}
