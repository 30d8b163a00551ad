package dev.unroll;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Finds real data sets, which are not in the repository; tests that need an absent one are skipped with a message. */
public final class SharedData {
    private SharedData() {}

    /** The file or folder of that name under the folder that {@code UNROLL_DATA} names, else {@code ../shared/data}. */
    public static Optional<Path> path(String name) {
        String named = System.getProperty("unroll.data", System.getenv("UNROLL_DATA"));
        Path root = named != null ? Path.of(named) : projectRoot().resolve("../shared/data");
        return Optional.of(root.resolve(name).normalize()).filter(Files::exists);
    }

    /** As {@link #path}; skips the calling test where there is none. */
    public static Path require(String name) {
        Optional<Path> path = path(name);
        Assumptions.assumeTrue(
                path.isPresent(), () -> "skipped: no " + name + "; set UNROLL_DATA to the folder of data");
        return path.orElseThrow();
    }

    /** Tests run in their module's folder; the project's root is the highest folder with a POM above it. */
    private static Path projectRoot() {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && Files.exists(root.getParent().resolve("pom.xml"))) {
            root = root.getParent();
        }
        return root;
    }
}
