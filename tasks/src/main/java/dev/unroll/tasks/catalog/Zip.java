package dev.unroll.tasks.catalog;

import dev.unroll.io.AtomicFiles;
import dev.unroll.io.FileException;
import dev.unroll.io.Unpacking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Unpacks an archive that may be hostile: nothing lands outside of the folder, and all of it together has a limit. */
final class Zip {
    /** Entries at most; a folder of more is of no use to anybody. */
    private static final int MOST_ENTRIES = 100_000;

    private Zip() {}

    /**
     * Unpacks files; what else an archive may hold is left out.
     *
     * @param most bytes of all of them together
     * @throws FileException if it is damaged, holds more, or a name leads out of the folder; what was unpacked before stays
     */
    static void unpack(Path archive, Path into, long most) {
        Path root = into.toAbsolutePath().normalize();
        try (InputStream file = Files.newInputStream(archive);
                ZipInputStream zip = new ZipInputStream(file)) {
            InputStream limited = new Unpacking(most).limited(zip, archive.toString());
            int entries = 0;
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > MOST_ENTRIES) {
                    throw new FileException(
                            archive + " holds more than " + MOST_ENTRIES + " files; it is not unpacked");
                }
                if (entry.isDirectory()) {
                    continue;
                }
                Path to = inside(root, entry.getName(), archive);
                Files.createDirectories(to.getParent());
                AtomicFiles.write(to, limited::transferTo);
            }
            if (entries == 0) {
                throw new FileException(archive + " is no zip archive, or an empty one; fetch it again");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new FileException(archive + " cannot be unpacked (" + e.getMessage() + "); fetch it again", e);
        }
    }

    private static Path inside(Path root, String name, Path archive) {
        try {
            // A backslash separates on some systems only; the name means the same everywhere.
            Path to = root.resolve(name.replace('\\', '/')).normalize();
            if (to.startsWith(root) && !to.equals(root)) {
                return to;
            }
        } catch (InvalidPathException e) {
            // Refused below, like any other name that no file can have.
        }
        throw new FileException(archive + " holds a file named " + name + ", which would land outside of " + root
                + "; it is not unpacked");
    }
}
