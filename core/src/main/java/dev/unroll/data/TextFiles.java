package dev.unroll.data;

import dev.unroll.io.FileException;
import dev.unroll.io.Unpacking;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Opens every text that a path stands for, one after the other: a file, a {@code .gz}, the files in a {@code .zip}, the
 * files below a folder, or {@code -} for the standard input. In folders and archives names are taken in sorted order and
 * hidden ones skipped, so that a folder and its archive read the same. Nothing is unpacked to the disk.
 */
final class TextFiles {
    /** Receives each text. */
    @FunctionalInterface
    interface Reader {
        void read(String name, InputStream text) throws IOException;
    }

    private final Predicate<String> include;
    private final String wanted;
    private final Unpacking unpacking;

    TextFiles(CorpusOptions options) {
        Glob glob = options.include() == null ? null : new Glob(options.include());
        this.include = glob == null ? name -> true : glob::matches;
        this.wanted = glob == null ? "file that is not hidden" : "file that matches " + glob;
        this.unpacking = new Unpacking(options.maxUnpackedBytes());
    }

    void read(String path, Reader reader) {
        boolean standard = path.equals("-");
        Path file = Path.of(standard ? "standard input" : path);
        try {
            if (standard) {
                reader.read(file.toString(), System.in);
            } else if (Files.isDirectory(file)) {
                folder(file, reader);
            } else if (!Files.exists(file)) {
                throw new NoSuchFileException(path);
            } else {
                file(file, reader);
            }
        } catch (ZipException | EOFException e) {
            throw Unpacking.damaged(path, e);
        } catch (UncheckedIOException e) {
            throw FileException.reading(file, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    private void folder(Path folder, Reader reader) throws IOException {
        List<Path> files;
        Path root = folder.toRealPath();
        try (Stream<Path> walk = Files.walk(root)) {
            files = walk.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
                    .map(root::relativize)
                    .filter(f -> wanted(slashed(f)))
                    .sorted(Comparator.comparing(TextFiles::slashed))
                    .toList();
        }
        if (files.isEmpty()) {
            throw nothingWanted(folder);
        }
        for (Path file : files) {
            file(folder.resolve(file), reader);
        }
    }

    private void file(Path file, Reader reader) throws IOException {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".zip")) {
            zip(file, reader);
            return;
        }
        try (InputStream in = unpacking.open(file)) {
            reader.read(file.toString(), in);
        }
    }

    private void zip(Path file, Reader reader) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            List<ZipEntry> entries = new ArrayList<>(zip.stream()
                    .filter(e -> !e.isDirectory() && wanted(e.getName()))
                    .toList());
            entries.sort(Comparator.comparing(ZipEntry::getName));
            if (entries.isEmpty()) {
                throw nothingWanted(file);
            }
            for (ZipEntry entry : entries) {
                String name = file + "!" + entry.getName();
                try (InputStream in = zip.getInputStream(entry)) {
                    reader.read(name, unpacking.limited(in, name));
                }
            }
        }
    }

    private boolean wanted(String path) {
        return !path.startsWith(".") && !path.contains("/.") && include.test(path);
    }

    private FileException nothingWanted(Path where) {
        return new FileException(where + " holds no " + wanted + "; check the pattern and the path");
    }

    private static String slashed(Path path) {
        return path.toString().replace(path.getFileSystem().getSeparator(), "/");
    }
}
