package dev.unroll.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model on the disk: {@code config.json} (what it is), {@code model.safetensors} (its weights) and, where it reads
 * symbols, {@code vocab.json}.
 */
public record ModelFolder(Path path) {
    /** The format written here. It goes up when an older Unroll would misread a newer folder. */
    public static final int FORMAT_VERSION = 1;

    /** The first release that reads {@link #FORMAT_VERSION}; goes up with it. */
    private static final String FIRST_READER = "0.1.0";

    /** Entry of the weights' metadata: how far they had been trained. */
    private static final String TRAINED = "trained";

    /** Under which {@code config.json} has the version. */
    public static final String VERSION_KEY = "format_version";

    private static final String READER_KEY = "needs_unroll";

    public Path configFile() {
        return path.resolve("config.json");
    }

    public Path vocabularyFile() {
        return path.resolve("vocab.json");
    }

    public Path weightsFile() {
        return path.resolve("model.safetensors");
    }

    /**
     * Writes a whole model, creating the folder where there is none. The weights come last: a folder without them is not
     * taken for a model.
     *
     * @param vocabulary null for a model that reads no symbols
     * @throws FileException if it cannot be written
     */
    public void write(JsonObject config, @Nullable JsonObject vocabulary, Collection<NamedArray> weights) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
        if (vocabulary != null) {
            writeVocabulary(vocabulary);
        }
        writeConfig(config);
        writeWeights(weights);
    }

    /** Writes {@code config.json}, led by the format's version. */
    public void writeConfig(JsonObject config) {
        JsonObject versioned = new JsonObject().put(VERSION_KEY, FORMAT_VERSION).put(READER_KEY, FIRST_READER);
        for (String key : config.keys()) {
            if (!versioned.has(key)) {
                versioned.put(key, config.get(key));
            }
        }
        AtomicFiles.write(configFile(), Json.pretty(versioned));
    }

    public void writeVocabulary(JsonObject vocabulary) {
        AtomicFiles.write(vocabularyFile(), Json.pretty(vocabulary));
    }

    public void writeWeights(Collection<NamedArray> weights) {
        SafeTensors.write(weightsFile(), Map.of(), weights);
    }

    /** Writes the weights as a training has made them, with how far it had come; the next ones replace them. */
    public void writeWeights(Collection<NamedArray> weights, JsonObject trained) {
        SafeTensors.write(weightsFile(), Map.of(TRAINED, Json.line(trained)), weights);
    }

    /** How far some weights had been trained, if a training wrote them. */
    public Optional<JsonObject> trained(SafeTensors weights) {
        return Optional.ofNullable(weights.metadata().get(TRAINED))
                .map(text -> Json.parse(text, weightsFile().toString()));
    }

    /**
     * Reads {@code config.json}.
     *
     * @throws FileException if there is none, it is damaged, or of a format that only a later release reads
     */
    public JsonObject config() {
        if (!Files.isDirectory(path)) {
            throw new FileException("there is no model folder " + path + "; check the spelling, or train one first");
        }
        if (!Files.exists(configFile())) {
            throw new FileException(path + " is not a model: it has no config.json; name a folder that training made");
        }
        JsonObject config = Json.read(configFile());
        long version = config.getLong(VERSION_KEY);
        if (version > FORMAT_VERSION) {
            throw new FileException(configFile() + " is of format " + version + ", and this Unroll reads formats up to "
                    + FORMAT_VERSION + "; use Unroll " + config.getString(READER_KEY) + " or later");
        }
        if (version < 1) {
            throw new FileException(configFile() + ": \"" + VERSION_KEY + "\" is " + version
                    + ", which never existed; restore the file from a copy");
        }
        return config;
    }

    /** Reads {@code vocab.json}. */
    public JsonObject vocabulary() {
        return Json.read(vocabularyFile());
    }

    /**
     * Opens the weights.
     *
     * @throws FileException if there are none yet, or they are damaged
     */
    public SafeTensors weights() {
        if (Files.isDirectory(path) && !Files.exists(weightsFile())) {
            throw new FileException(
                    path + " has no model.safetensors: its training has not come to save one; resume it,"
                            + " or name another model");
        }
        return SafeTensors.open(weightsFile());
    }
}
