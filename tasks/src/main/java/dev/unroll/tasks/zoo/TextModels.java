package dev.unroll.tasks.zoo;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.TextModel;
import dev.unroll.tasks.gpt.GptModel;
import dev.unroll.tasks.nplm.NplmModel;
import java.nio.file.Path;

/** All kinds of language models, by the folder of one. */
public final class TextModels {
    private TextModels() {}

    /** Whether a model's configuration is of one of them. */
    public static boolean isOne(JsonObject config) {
        return LanguageModel.isOne(config) || GptModel.isOne(config) || NplmModel.isOne(config);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws FileException if the folder has none, or it is damaged
     */
    public static TextModel open(Engine engine, Path path) {
        JsonObject config = new ModelFolder(path).config();
        return GptModel.isOne(config)
                ? GptModel.open(engine, path)
                : NplmModel.isOne(config) ? NplmModel.open(engine, path) : LanguageModel.open(engine, path);
    }
}
