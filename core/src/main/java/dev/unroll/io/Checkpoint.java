package dev.unroll.io;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Everything a training needs to go on as if it had never stopped, in one self-checking safetensors file.
 *
 * @param step how many steps had been made
 * @param state numbers and texts: epoch, seeds, provenance, …
 * @param arrays weights, the optimiser's memory, the recurrent state that is carried over, by name
 */
public record Checkpoint(long step, JsonObject state, Map<String, NamedArray> arrays) {
    private static final String VERSION_KEY = "format_version";
    private static final String STEP_KEY = "step";
    private static final String STATE_KEY = "state";

    public static Checkpoint of(long step, JsonObject state, Collection<NamedArray> arrays) {
        Map<String, NamedArray> byName = new LinkedHashMap<>();
        for (NamedArray array : arrays) {
            if (byName.put(array.name(), array) != null) {
                throw new IllegalArgumentException("two arrays are named \"" + array.name() + "\"");
            }
        }
        return new Checkpoint(step, state, byName);
    }

    /** Writes the file atomically. */
    void write(Path file) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put(VERSION_KEY, String.valueOf(ModelFolder.FORMAT_VERSION));
        metadata.put(STEP_KEY, String.valueOf(step));
        metadata.put(STATE_KEY, Json.line(state));
        SafeTensors.write(file, metadata, arrays.values());
    }

    /**
     * Reads a file.
     *
     * @throws FileException if it is not a checkpoint, or not exactly as it was written
     */
    static Checkpoint read(Path file) {
        SafeTensors tensors = SafeTensors.open(file);
        Map<String, String> metadata = tensors.metadata();
        String state = metadata.get(STATE_KEY);
        if (!tensors.verified() || state == null) {
            throw new FileException(file + " is damaged or not a checkpoint; restore it from a copy");
        }
        try {
            long version = Long.parseLong(metadata.getOrDefault(VERSION_KEY, ""));
            if (version != ModelFolder.FORMAT_VERSION) {
                throw new FileException(file + " is of format " + version + ", and this Unroll reads format "
                        + ModelFolder.FORMAT_VERSION + "; resume with the Unroll that wrote it");
            }
            long step = Long.parseLong(metadata.getOrDefault(STEP_KEY, ""));
            return new Checkpoint(step, Json.parse(state, "the state in " + file), tensors.arrays());
        } catch (NumberFormatException e) {
            throw new FileException(file + " is not a checkpoint of Unroll; restore it from a copy", e);
        }
    }
}
