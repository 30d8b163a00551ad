package dev.unroll.tasks;

import dev.unroll.data.Corpus;
import dev.unroll.data.CorpusOptions;
import dev.unroll.io.FileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text to learn from that is already on the machine: Java source. The JDK brings its own where it is a whole one; else
 * this project's sources serve, else the licences that every Java comes with.
 *
 * @param path file or folder
 * @param include which names in it, as {@link CorpusOptions} has it; null for all
 */
public record DemoText(Path path, @Nullable String include) {
    /** One package of the JDK: 4 million characters, about as much as a minute's training reads. */
    private static final String PACKAGE = "java.base/java/util/*.java";

    /**
     * Finds one.
     *
     * @param javaHome of a Java installation
     * @param projectHome of this project's sources, null where they are not at hand
     */
    public static DemoText find(Path javaHome, @Nullable Path projectHome) {
        Path jdk = javaHome.resolve("lib/src.zip");
        if (Files.exists(jdk)) {
            return new DemoText(jdk, PACKAGE);
        }
        if (projectHome != null && Files.isDirectory(projectHome.resolve("core/src/main"))) {
            return new DemoText(projectHome, "*.java");
        }
        Path licences = javaHome.resolve("legal");
        if (Files.isDirectory(licences)) {
            return new DemoText(licences, null);
        }
        throw new FileException("found no text for a demonstration: neither the JDK's sources nor this project's;"
                + " name a text of your own: ./unroll train lm PATH");
    }

    public Corpus read() {
        return Corpus.read(List.of(path.toString()), CorpusOptions.DEFAULT.withInclude(include));
    }
}
