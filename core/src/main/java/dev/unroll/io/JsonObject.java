package dev.unroll.io;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: named values in their written order, read through typed getters whose errors name the file and the key.
 *
 * <p>Values are strings, numbers, booleans, nulls, lists of these, and further objects.
 */
public final class JsonObject {
    private final String where;
    private final Map<String, @Nullable Object> members;

    /** An empty object to fill with {@link #put}. */
    public JsonObject() {
        this("the JSON object", new LinkedHashMap<>());
    }

    JsonObject(String where, Map<String, @Nullable Object> members) {
        this.where = where;
        this.members = members;
    }

    /**
     * Sets a value, in place, after those already there.
     *
     * @return this, so that calls can be chained
     * @throws IllegalArgumentException for a kind of value that JSON does not have
     */
    public JsonObject put(String key, @Nullable Object value) {
        members.put(key, checked(value));
        return this;
    }

    private static @Nullable Object checked(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case String s -> s;
            case Number n -> n;
            case Boolean b -> b;
            case JsonObject o -> o;
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(element -> copy.add(checked(element)));
                yield Collections.unmodifiableList(copy);
            }
            default -> throw new IllegalArgumentException("JSON has no value of " + value.getClass());
        };
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(members.keySet());
    }

    public boolean has(String key) {
        return members.containsKey(key);
    }

    /** The value as it is, or null if there is none. */
    public @Nullable Object get(String key) {
        return members.get(key);
    }

    public String getString(String key) {
        return get(key, String.class, "a text");
    }

    public boolean getBoolean(String key) {
        return get(key, Boolean.class, "true or false");
    }

    /** A whole number; {@code 3.0} is refused. */
    public long getLong(String key) {
        Number number = get(key, Number.class, "a whole number");
        if (number instanceof Long || number instanceof Integer) {
            return number.longValue();
        }
        throw wrong(key, "a whole number", number);
    }

    public int getInt(String key) {
        long value = getLong(key);
        if (value != (int) value) {
            throw wrong(key, "a whole number of at most 31 bits", value);
        }
        return (int) value;
    }

    /** A number; {@code null} reads as NaN, because JSON writes what is not finite so. */
    public double getDouble(String key) {
        return has(key) && get(key) == null
                ? Double.NaN
                : get(key, Number.class, "a number").doubleValue();
    }

    /** A nested object, which goes on naming this file in its errors. */
    public JsonObject getObject(String key) {
        return new JsonObject(where + ", in \"" + key + "\"", get(key, JsonObject.class, "an object {…}").members);
    }

    /** A list of nested objects, which go on naming this file in their errors. */
    public List<JsonObject> getObjects(String key) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : get(key, List.class, "a list of objects")) {
            if (!(element instanceof JsonObject object)) {
                throw wrong(key, "a list of objects", element);
            }
            objects.add(new JsonObject(where + ", in \"" + key + "\"", object.members));
        }
        return Collections.unmodifiableList(objects);
    }

    public List<String> getStrings(String key) {
        List<String> texts = new ArrayList<>();
        for (Object element : get(key, List.class, "a list of texts")) {
            if (!(element instanceof String text)) {
                throw wrong(key, "a list of texts", element);
            }
            texts.add(text);
        }
        return Collections.unmodifiableList(texts);
    }

    public double[] getDoubles(String key) {
        List<?> elements = get(key, List.class, "a list of numbers");
        double[] numbers = new double[elements.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(elements.get(i) instanceof Number number)) {
                throw wrong(key, "a list of numbers", elements);
            }
            numbers[i] = number.doubleValue();
        }
        return numbers;
    }

    private <T> T get(String key, Class<T> type, String expected) {
        if (!members.containsKey(key)) {
            throw new FileException(where + ": \"" + key + "\" is missing; it must be " + expected);
        }
        Object value = members.get(key);
        if (!type.isInstance(value)) {
            throw wrong(key, expected, value);
        }
        return type.cast(value);
    }

    private FileException wrong(String key, String expected, @Nullable Object value) {
        String shown =
                value instanceof JsonObject || value instanceof List ? "something nested" : String.valueOf(value);
        return new FileException(where + ": \"" + key + "\" must be " + expected + ", but it is " + shown);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonObject that && members.equals(that.members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** The object on one line. */
    @Override
    public String toString() {
        return Json.line(this);
    }
}
