package dev.unroll.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of a run's checkpoints, of which the newest few are kept, and the best one. */
public final class Checkpoints {
    private static final Pattern NAME = Pattern.compile("step-(\\d{8,18})\\.safetensors");

    private final Path folder;
    private final int keep;

    /** Keeps the newest {@code keep}, at least 1; with 2, one damaged file costs little. */
    public Checkpoints(Path folder, int keep) {
        if (keep < 1) {
            throw new IllegalArgumentException("cannot keep " + keep + " checkpoints; keep at least 1");
        }
        this.folder = folder;
        this.keep = keep;
    }

    /**
     * Writes a checkpoint, and only then deletes what it makes superfluous: older ones beyond those to keep, and later
     * ones, which a run that was set back to an earlier step has left behind.
     *
     * @param best step of one that stays, however old; negative for none
     * @return the file
     * @throws FileException if it cannot be written; all older ones are then still there
     */
    public Path save(Checkpoint checkpoint, long best) {
        try {
            Files.createDirectories(folder);
            Path file = file(checkpoint.step());
            checkpoint.write(file);
            NavigableMap<Long, Path> files = files();
            files.tailMap(checkpoint.step(), false).values().removeIf(Checkpoints::delete);
            List<Long> older = new ArrayList<>(files.descendingKeySet());
            for (long step : older.subList(Math.min(keep, older.size()), older.size())) {
                if (step != best) {
                    delete(file(step));
                }
            }
            return file;
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
    }

    /**
     * What {@link #latest} found.
     *
     * @param checkpoint null if none is sound
     * @param skipped a sentence for each newer file that is not
     */
    public record Latest(@Nullable Checkpoint checkpoint, List<String> skipped) {}

    /** Reads the newest checkpoint that is exactly as it was written. */
    public Latest latest() {
        List<String> skipped = new ArrayList<>();
        try {
            for (Path file : files().descendingMap().values()) {
                try {
                    return new Latest(Checkpoint.read(file), skipped);
                } catch (FileException e) {
                    skipped.add(e.getMessage());
                }
            }
            return new Latest(null, skipped);
        } catch (IOException e) {
            throw FileException.reading(folder, e);
        }
    }

    /**
     * Reads the checkpoint of a step.
     *
     * @throws FileException if there is none, or it is not exactly as it was written
     */
    public Checkpoint at(long step) {
        return Checkpoint.read(file(step));
    }

    private Path file(long step) {
        return folder.resolve(String.format("step-%08d.safetensors", step));
    }

    private NavigableMap<Long, Path> files() throws IOException {
        NavigableMap<Long, Path> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file : (Iterable<Path>) all::iterator) {
                    Matcher name = NAME.matcher(file.getFileName().toString());
                    if (name.matches()) {
                        files.put(Long.valueOf(name.group(1)), file);
                    }
                }
            }
        }
        return files;
    }

    private static boolean delete(Path file) {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }
}
