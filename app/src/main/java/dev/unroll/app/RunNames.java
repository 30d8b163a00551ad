package dev.unroll.app;

import dev.unroll.io.FileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Names of runs that were given none: {@code runs/TASK-CORPUS-1}, {@code -2}, … */
record RunNames(String base) {
    private static final Path RUNS = Path.of("runs");

    /** For a task and the first of its texts. */
    static RunNames of(String task, String path) {
        Path name = path.equals("-")
                ? Path.of("stdin")
                : Path.of(path).toAbsolutePath().normalize().getFileName();
        String corpus = name == null
                ? "root"
                : name.toString().replaceFirst("\\..*", "").replaceAll("[^\\p{L}\\p{N}_-]+", "-");
        return new RunNames(corpus.isEmpty() ? task : task + "-" + corpus);
    }

    private Path numbered(int n) {
        return RUNS.resolve(base + "-" + n);
    }

    private int free() {
        int n = 1;
        while (Files.exists(numbered(n))) {
            n++;
        }
        return n;
    }

    /** A file that stands for itself, and is replaced by the next of its name; the folder of runs is made if need be. */
    Path file(String extension) {
        try {
            Files.createDirectories(RUNS);
        } catch (IOException e) {
            throw FileException.writing(RUNS, e);
        }
        return RUNS.resolve(base + extension);
    }

    Path next() {
        return numbered(free());
    }

    Path newestOrRefuse() {
        int n = free() - 1;
        if (n == 0) {
            throw new UsageException(
                    "there is no run " + base + " in runs to resume; name one with --out, or leave out --resume");
        }
        return numbered(n);
    }
}
