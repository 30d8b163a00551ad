package dev.unroll.tasks;

import dev.unroll.data.Corpus;
import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.LanguageModel.Architecture;

/** Predicting the next character of a text. */
public record LanguageModelTask(Corpus corpus) implements Task {
    static final String NAME = "lm";

    private static final String DATA = "data";

    /** Characters that are counted for a guess at most. */
    private static final int MOST_COUNTED = 1 << 22;

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
        return new JsonObject().put(DATA, corpus.provenance());
    }

    @Override
    public void refuseOtherData(JsonObject config) {
        if (!corpus.sha256().equals(config.getObject(DATA).getString("sha256"))) {
            throw new FileException("the text is not the one this run was started with; resume it with the same text,"
                    + " or start a new run");
        }
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
        return architecture(settings).parameterCount(corpus.vocabulary().size());
    }

    private static Architecture architecture(JsonObject settings) {
        return Architecture.fromJson(settings.getObject("model"));
    }

    private static TrainingSettings training(JsonObject settings) {
        return TrainingSettings.fromJson(settings.getObject("training"));
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(corpus.vocabulary().size());
    }

    /** The entropy of single characters. */
    @Override
    public double guess(JsonObject settings) {
        Vocabulary vocabulary = corpus.vocabulary();
        TokenStream text = corpus.tokens(vocabulary);
        int[] read = new int[(int) Math.min(MOST_COUNTED, text.length())];
        text.read(0, read, 0, read.length);
        return Guess.entropy(read, vocabulary.size());
    }
}
