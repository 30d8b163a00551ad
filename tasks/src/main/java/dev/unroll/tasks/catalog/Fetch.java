package dev.unroll.tasks.catalog;

import dev.unroll.io.AtomicFiles;
import dev.unroll.io.FileException;
import dev.unroll.tasks.Sha256;
import dev.unroll.tasks.catalog.Catalog.PublicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Brings files of the {@link Catalog} into a folder: leaves those that are there, takes those that another folder has, and downloads
 * the others. Each has the SHA-256 of the catalogue afterwards.
 *
 * @param into the folder
 * @param local a folder laid out alike that may have them already
 * @param pause before a second attempt at a download
 */
public record Fetch(Path into, @Nullable Path local, Duration pause) {
    /** An archive may unpack to this at most. */
    private static final long MOST_UNPACKED = 1L << 30;

    /** How a file came to be there. */
    public enum Source {
        THERE,
        LOCAL,
        DOWNLOADED
    }

    /** Hears how far a download is. */
    public interface Progress {
        void at(PublicFile file, long bytes);
    }

    /**
     * Brings one file, and unpacks it if it is an archive.
     *
     * @throws FileException if it cannot be had, or is not what the catalogue says; then nothing has its name
     */
    public Source get(PublicFile file, Progress progress) {
        Path to = into.resolve(file.file());
        Source source = Source.THERE;
        if (!holds(to, file)) {
            Path near = local == null ? null : local.resolve(file.file());
            if (near != null && holds(near, file)) {
                copy(near, to);
                source = Source.LOCAL;
            } else {
                new Download(file, to, pause, bytes -> progress.at(file, bytes)).run();
                source = Source.DOWNLOADED;
            }
        }
        if (file.unpack()) {
            Path folder = to.toAbsolutePath().getParent();
            Zip.unpack(to, folder == null ? into : folder, MOST_UNPACKED);
        }
        return source;
    }

    private static boolean holds(Path path, PublicFile file) {
        try {
            return Files.isRegularFile(path)
                    && Files.size(path) == file.bytes()
                    && Sha256.of(path).equals(file.sha256());
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    private static void copy(Path from, Path to) {
        try {
            Files.createDirectories(to.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw FileException.writing(to, e);
        }
        AtomicFiles.write(to, out -> Files.copy(from, out));
    }
}
