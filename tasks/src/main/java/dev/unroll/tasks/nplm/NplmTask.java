package dev.unroll.tasks.nplm;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Check;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.TextData;
import dev.unroll.tasks.Updates;
import dev.unroll.tasks.WindowSettings;

/** Predicting the next symbol of a text from the few before it. */
public record NplmTask(TextData text) implements Task {
    public static final String NAME = "nplm";

    /** The settings that are used where nothing else is said. */
    public static JsonObject standard() {
        return settings(NplmArchitecture.standard(), new WindowSettings(512, Updates.standard(), 0.05, 1));
    }

    /** Settings as one object. */
    public static JsonObject settings(NplmArchitecture model, WindowSettings training) {
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
    public NplmTraining training(Engine engine, JsonObject settings) {
        return new NplmTraining(engine, this, architecture(settings), training(settings), 0);
    }

    @Override
    public NplmTraining handful(Engine engine, JsonObject settings, int examples) {
        Check.that(examples >= 1, "a handful must have at least 1 symbol", examples);
        return new NplmTraining(engine, this, architecture(settings), training(settings), examples);
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

    private static NplmArchitecture architecture(JsonObject settings) {
        return NplmArchitecture.fromJson(settings.getObject("model"));
    }

    private static WindowSettings training(JsonObject settings) {
        return WindowSettings.fromJson(settings.getObject("training"));
    }
}
