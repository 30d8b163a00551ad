package dev.unroll.web;

import dev.unroll.web.http.BadRequest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The runs in a folder, and in the folders in it, as far as experiments put them. New ones are found by themselves. */
final class Runs {
    private static final int DEPTH = 4;

    /** More are not looked for: somebody has named a folder that is not one of runs. */
    private static final int MOST = 10_000;

    private final Path folder;
    private final SortedMap<String, Run> runs = new TreeMap<>();

    Runs(Path folder) {
        this.folder = folder;
    }

    synchronized Collection<Run> all() {
        look();
        return List.copyOf(runs.values());
    }

    /**
     * The run of that name. A name is only ever compared with those that were found: no name leads out of the folder.
     *
     * @throws BadRequest if there is none
     */
    synchronized Run named(String name) {
        if (!runs.containsKey(name)) {
            look();
        }
        Run run = runs.get(name);
        if (run == null) {
            throw new BadRequest(404, "there is no run " + name);
        }
        return run;
    }

    private void look() {
        SortedMap<String, Run> found = new TreeMap<>();
        FileVisitor<Path> visitor = new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) {
                if (found.size() >= MOST) {
                    return FileVisitResult.TERMINATE;
                }
                if (Files.exists(dir.resolve("config.json"))) {
                    String name = dir.equals(folder)
                            ? String.valueOf(folder.toAbsolutePath().normalize().getFileName())
                            : folder.relativize(dir).toString().replace('\\', '/');
                    Run known = runs.get(name);
                    found.put(name, known == null ? new Run(name, dir) : known);
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        };
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEPTH, visitor);
        } catch (IOException e) {
            // A folder that has just gone away; the next look says more.
        }
        runs.clear();
        runs.putAll(found);
    }
}
