package dev.unroll.tasks.catalog;

import dev.unroll.expr.Spelling;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The public sets that are known, each file of them pinned to a commit and to its content. */
public record Catalog(List<PublicSet> sets) {
    private static final String FILE = "datasets.json";

    /**
     * A set of files.
     *
     * @param about what it is, and what one does with it
     */
    public record PublicSet(String name, String about, String licence, List<PublicFile> files) {
        /** To be downloaded, in bytes. */
        public long bytes() {
            return files.stream().mapToLong(PublicFile::bytes).sum();
        }

        public JsonObject toJson() {
            return new JsonObject()
                    .put("name", name)
                    .put("about", about)
                    .put("licence", licence)
                    .put("bytes", bytes())
                    .put("files", files.stream().map(PublicFile::toJson).toList());
        }
    }

    /**
     * One file.
     *
     * @param file where it goes, below the folder of data
     * @param unpack whether it is a zip archive, to be unpacked beside itself
     */
    public record PublicFile(String file, URI origin, long bytes, String sha256, boolean unpack) {
        JsonObject toJson() {
            return new JsonObject()
                    .put("file", file)
                    .put("origin", origin.toString())
                    .put("bytes", bytes)
                    .put("sha256", sha256);
        }
    }

    /** The one that comes with the program. */
    public static Catalog standard() {
        try (InputStream in = Objects.requireNonNull(Catalog.class.getResourceAsStream(FILE))) {
            JsonObject json = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), FILE);
            URI origin = URI.create(json.getString("origin"));
            return new Catalog(json.getObjects("sets").stream()
                    .map(set -> new PublicSet(
                            set.getString("name"),
                            set.getString("about"),
                            set.getString("licence"),
                            set.getObjects("files").stream()
                                    .map(file -> file(file, origin))
                                    .toList()))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PublicFile file(JsonObject json, URI origin) {
        return new PublicFile(
                json.getString("file"),
                origin.resolve(json.getString("from")),
                json.getLong("bytes"),
                json.getString("sha256"),
                json.has("unpack") && json.getBoolean("unpack"));
    }

    /**
     * The set of that name.
     *
     * @throws IllegalArgumentException naming the nearest if there is none
     */
    public PublicSet find(String name) {
        List<String> names = sets.stream().map(PublicSet::name).toList();
        return sets.stream().filter(set -> set.name().equals(name)).findFirst().orElseThrow(() -> {
            String nearest = Spelling.suggestion(name, names);
            return new IllegalArgumentException("there is no set " + name + "; there are " + String.join(", ", names)
                    + (nearest.isEmpty() ? "" : "; " + nearest));
        });
    }
}
