package dev.unroll.web;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a run's model wrote in the course of its training. */
final class SampleFiles {
    private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.txt");

    /** Files larger than this are none of ours. */
    private static final long LARGEST = 1 << 16;

    private static final int MOST = 2000;

    private SampleFiles() {}

    /** All samples, by step. */
    static JsonObject of(Path run) {
        Path folder = run.resolve("samples");
        if (!Files.isDirectory(folder)) {
            return new JsonObject().put("samples", List.of());
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<JsonObject> samples = files.filter(f -> isOne(f))
                    .sorted()
                    .limit(MOST)
                    .map(SampleFiles::read)
                    .toList();
            return new JsonObject().put("samples", samples);
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        }
    }

    private static boolean isOne(Path file) {
        return NAME.matcher(file.getFileName().toString()).matches()
                && file.toFile().length() <= LARGEST;
    }

    private static JsonObject read(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (!name.matches()) {
            throw new IllegalStateException(file.toString());
        }
        try {
            return new JsonObject().put("step", Long.parseLong(name.group(1))).put("text", Files.readString(file));
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }
}
