package dev.unroll.io;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes whole files or nothing: into a temporary file in the same folder, forced to the disk, then renamed over the old
 * one. Whoever reads the name sees the old content or the new, also after a power cut.
 */
public final class AtomicFiles {
    private static final int BUFFER = 1 << 16;
    private static final String TEMPORARY = ".tmp";
    private static final AtomicLong COUNTER = new AtomicLong();

    private AtomicFiles() {}

    /** Produces a file's content. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Writes {@code file}, replacing what was there.
     *
     * @throws FileException if it cannot be written; the old file is then as it was, and the temporary file is gone
     */
    public static void write(Path file, Body body) {
        try {
            Path temporary = temporaryFor(file);
            try {
                try (FileChannel channel =
                        FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
                    body.writeTo(out);
                    out.flush();
                    channel.force(true);
                }
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(temporary);
            }
            forceFolder(folderOf(file));
        } catch (IOException e) {
            throw FileException.writing(file, e);
        }
    }

    /** Writes {@code text} in UTF-8, as {@link #write(Path, Body)} does. */
    public static void write(Path file, String text) {
        write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Deletes the temporary files that killed processes left in {@code folder}. Only for a folder that no other process
     * writes into.
     */
    static void deleteLeftovers(Path folder) throws IOException {
        deleteLeftovers(folder, "");
    }

    /** Deletes those of a file that is written into {@code folder}. */
    static void deleteLeftovers(Path folder, String name) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, "." + name + "*" + TEMPORARY)) {
            for (Path leftover : leftovers) {
                Files.delete(leftover);
            }
        }
    }

    /** Hidden, and unique among the processes and threads that may write this name now. */
    private static Path temporaryFor(Path file) {
        String unique = ProcessHandle.current().pid() + "-" + COUNTER.incrementAndGet();
        return file.resolveSibling("." + file.getFileName() + "." + unique + TEMPORARY);
    }

    private static Path folderOf(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file : parent;
    }

    /** Makes the rename itself durable. Windows cannot open a folder and needs no such thing. */
    private static void forceFolder(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
