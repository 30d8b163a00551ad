package dev.unroll.io;

import com.google.gson.FormattingStyle;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON text to {@link JsonObject} and back. Strict (RFC 8259), with keys in their written order, integers exact to 64
 * bits, repeated keys and deep nesting refused.
 */
public final class Json {
    private static final int MAX_DEPTH = 64;
    private static final long MAX_FILE_BYTES = 64L << 20;

    private Json() {}

    /**
     * Reads one object.
     *
     * @param where what the text is, for messages; mostly a file's name
     * @throws FileException if the text is not one well-formed JSON object
     */
    public static JsonObject parse(String text, String where) {
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        reader.setNestingLimit(MAX_DEPTH);
        try {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new IOException("an object, {…}, was expected");
            }
            Map<String, @Nullable Object> members = members(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IOException("something follows the closing brace");
            }
            return new JsonObject(where, members);
        } catch (IOException | IllegalStateException e) {
            String trouble = e instanceof EOFException ? "it ends too early" : firstLine(e);
            throw new FileException(
                    where + " is not valid JSON: " + trouble + "; restore it from a copy, or correct it by hand", e);
        }
    }

    /** Reads the object in a file. */
    public static JsonObject read(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new FileException(file + " is larger than 64 MiB, too large for a JSON file of ours; "
                        + "check that it is the right file");
            }
            return parse(Files.readString(file), file.toString());
        } catch (CharacterCodingException e) {
            throw new FileException(file + " is not valid JSON: it is not UTF-8 text; restore it from a copy", e);
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** Several indented lines for people, ending in a newline. */
    public static String pretty(JsonObject object) {
        return print(object, FormattingStyle.PRETTY) + "\n";
    }

    /** One line without a line break, as JSON lines want it. */
    public static String line(JsonObject object) {
        return print(object, FormattingStyle.COMPACT);
    }

    private static String print(JsonObject object, FormattingStyle style) {
        StringWriter text = new StringWriter();
        try {
            JsonWriter writer = new JsonWriter(text);
            writer.setFormattingStyle(style);
            writer.setHtmlSafe(false);
            write(writer, object);
            writer.flush();
        } catch (IOException e) {
            throw new AssertionError("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private static Map<String, @Nullable Object> members(JsonReader reader) throws IOException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (members.containsKey(key)) {
                throw new IOException("the key \"" + key + "\" stands twice at " + reader.getPath());
            }
            members.put(key, value(reader));
        }
        reader.endObject();
        return members;
    }

    private static @Nullable Object value(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> new JsonObject(reader.getPath(), members(reader));
            case BEGIN_ARRAY -> elements(reader);
            case STRING -> reader.nextString();
            case NUMBER -> number(reader);
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield null;
            }
            default -> throw new IOException("a value is missing at " + reader.getPath());
        };
    }

    private static List<@Nullable Object> elements(JsonReader reader) throws IOException {
        List<@Nullable Object> elements = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            elements.add(value(reader));
        }
        reader.endArray();
        return elements;
    }

    private static Object number(JsonReader reader) throws IOException {
        String path = reader.getPath();
        String literal = reader.nextString();
        try {
            boolean integral = literal.chars().allMatch(c -> c == '-' || Character.isDigit(c));
            Object number = integral ? (Object) Long.valueOf(literal) : Double.valueOf(literal);
            if (number instanceof Double d && d.isInfinite()) {
                throw new NumberFormatException();
            }
            return number;
        } catch (NumberFormatException e) {
            throw new IOException("the number at " + path + " is too large", e);
        }
    }

    private static void write(JsonWriter writer, @Nullable Object value) throws IOException {
        switch (value) {
            case null -> writer.nullValue();
            case JsonObject object -> {
                writer.beginObject();
                for (String key : object.keys()) {
                    writer.name(key);
                    write(writer, object.get(key));
                }
                writer.endObject();
            }
            case List<?> list -> {
                writer.beginArray();
                for (Object element : list) {
                    write(writer, element);
                }
                writer.endArray();
            }
            case Boolean b -> writer.value(b);
            case Number n -> writer.value(Double.isFinite(n.doubleValue()) ? n : null);
            default -> writer.value(value.toString());
        }
    }

    /** Gson's messages go on with a link on a second line. */
    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
