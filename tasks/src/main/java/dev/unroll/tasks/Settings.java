package dev.unroll.tasks;

import dev.unroll.expr.Spelling;
import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link Task} as a person changes them: all of them, some of them in a file, or one by its path in them, for
 * example {@code training.learning_rate}.
 */
public final class Settings {
    private static final String TASK = "task";
    private static final String CELL = "cell";
    private static final String EQUATIONS = "equations";

    private Settings() {}

    /** Only the settings out of a run's configuration. */
    public static JsonObject of(JsonObject config) {
        return new JsonObject().put("model", config.getObject("model")).put("training", config.getObject("training"));
    }

    /**
     * Settings with those of a file in their place. The file may say some, or be a run's {@code config.json}.
     *
     * @throws FileException naming the key that a task does not have, or whose value is of another type
     */
    public static JsonObject read(Path file, String task, JsonObject base) {
        JsonObject given = Json.read(file);
        if (given.has(TASK) && !given.getString(TASK).equals(task)) {
            throw new FileException(file + " has settings of " + given.getString(TASK) + ", not of " + task
                    + "; name another file, or train that task");
        }
        boolean ofRun = given.has(ModelFolder.VERSION_KEY);
        JsonObject own = ofRun ? of(given) : new JsonObject();
        given.keys().stream().filter(key -> !ofRun && !key.equals(TASK)).forEach(key -> own.put(key, given.get(key)));
        return over(base, own, file.toString());
    }

    /**
     * Settings with others in their place.
     *
     * @param where the others are from, for messages
     * @throws FileException naming the key that is not in {@code base}, or whose value is of another type
     */
    public static JsonObject over(JsonObject base, JsonObject given, String where) {
        return over(base, given, "", where, leaves(base).keySet());
    }

    /**
     * Settings with one value changed; {@code path} leads to it, its parts joined by dots.
     *
     * @throws IllegalArgumentException if there is none at that path, or it is of another type
     */
    public static JsonObject with(JsonObject settings, String path, Object value) {
        String[] parts = path.split("\\.", -1);
        JsonObject change = new JsonObject().put(parts[parts.length - 1], value);
        for (int i = parts.length - 2; i >= 0; i--) {
            change = new JsonObject().put(parts[i], change);
        }
        try {
            return over(settings, change, "the settings");
        } catch (FileException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** All values by their paths, in their order. */
    public static Map<String, @Nullable Object> leaves(JsonObject settings) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        collect(settings, "", all);
        return all;
    }

    private static void collect(JsonObject from, String prefix, Map<String, @Nullable Object> into) {
        for (String key : from.keys()) {
            if (from.get(key) instanceof JsonObject nested) {
                collect(nested, prefix + key + ".", into);
            } else {
                into.put(prefix + key, from.get(key));
            }
        }
    }

    private static JsonObject over(JsonObject base, JsonObject given, String prefix, String where, Set<String> known) {
        for (String key : given.keys()) {
            if (!base.has(key)) {
                throw new FileException(where + ": there is no setting " + prefix + key
                        + suggestion(prefix + key, known) + "; correct it there, or leave it out");
            }
        }
        JsonObject result = new JsonObject();
        for (String key : base.keys()) {
            Object old = base.get(key);
            Object value = given.has(key) ? given.get(key) : old;
            // A cell by its name alone is the library's.
            boolean stale = key.equals(EQUATIONS) && given.has(CELL) && !given.has(EQUATIONS);
            if (old instanceof JsonObject inner && value instanceof JsonObject change && given.has(key)) {
                result.put(key, over(inner, change, prefix + key + ".", where, known));
            } else if (!stale) {
                check(old, value, prefix + key, where);
                result.put(key, value);
            }
        }
        return result;
    }

    private static String suggestion(String path, Set<String> known) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        List<String> keys =
                known.stream().map(k -> k.substring(k.lastIndexOf('.') + 1)).toList();
        return Spelling.nearest(path, known)
                .or(() -> Spelling.nearest(key, keys)
                        .flatMap(near -> known.stream()
                                .filter(k -> k.endsWith("." + near))
                                .findFirst()))
                .map(near -> " (did you mean " + near + "?)")
                .orElse("");
    }

    /** A limit that is not finite is null in a file. */
    private static void check(@Nullable Object old, @Nullable Object value, String path, String where) {
        boolean same = switch (old) {
            case null -> value == null || value instanceof Number;
            case Long n -> value instanceof Long || value instanceof Integer;
            case Integer n -> value instanceof Long || value instanceof Integer;
            case Number n -> value == null || value instanceof Number;
            default -> value != null && old.getClass().isInstance(value);
        };
        if (!same) {
            throw new FileException(where + ": " + path + " must be " + kind(old) + ", but it is "
                    + (value instanceof JsonObject ? "an object" : String.valueOf(value)));
        }
    }

    private static String kind(@Nullable Object old) {
        return switch (old) {
            case Long n -> "a whole number";
            case Integer n -> "a whole number";
            case String s -> "a text";
            case Boolean b -> "true or false";
            case JsonObject o -> "an object {…}";
            case List<?> l -> "a list";
            case null, default -> "a number";
        };
    }
}
