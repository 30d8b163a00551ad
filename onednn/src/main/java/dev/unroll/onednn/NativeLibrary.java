package dev.unroll.onednn;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * The files of oneDNN for one platform: where they lie in their jar, and unpacked in a cache.
 *
 * @param platform the jar's classifier and the folder inside it
 * @param openMp the OpenMP runtime that oneDNN runs its threads with; it has to be opened first
 * @param dnnl oneDNN itself
 */
record NativeLibrary(String platform, String openMp, String dnnl) {
    /** The library for a machine, named as the system properties {@code os.name} and {@code os.arch} name it. */
    static Optional<NativeLibrary> of(String os, String arch) {
        boolean x86 = arch.equals("amd64") || arch.equals("x86_64");
        boolean arm = arch.equals("aarch64");
        if (!x86 && !arm) {
            return Optional.empty();
        }
        if (os.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return Optional.of(new NativeLibrary(x86 ? "linux-x86_64" : "linux-arm64", "libgomp.so.1", "libdnnl.so.3"));
        }
        if (os.toLowerCase(Locale.ROOT).startsWith("mac")) {
            return Optional.of(
                    x86
                            ? new NativeLibrary("macosx-x86_64", "libiomp5.dylib", "libdnnl.3.dylib")
                            : new NativeLibrary("macosx-arm64", "libomp.dylib", "libdnnl.3.dylib"));
        }
        return Optional.empty();
    }

    /**
     * The folder with the unpacked files, unpacking them the first time.
     *
     * <p>The folder's name holds the checksums that the jar's directory lists, so that another version gets another
     * folder and nothing has to be read to find the right one. It appears whole, by a rename, or not at all.
     *
     * @throws FileNotFoundException if the jar is not on the class path
     * @throws IOException if the jar is damaged or the files cannot be written
     */
    Path unpack(Path cache) throws IOException {
        try (JarFile jar = jar()) {
            List<JarEntry> entries = new ArrayList<>();
            StringBuilder key = new StringBuilder("onednn");
            for (String file : List.of(openMp, dnnl)) {
                JarEntry entry = jar.getJarEntry(folder() + file);
                if (entry == null) {
                    throw new FileNotFoundException(jar.getName() + " has no " + file);
                }
                entries.add(entry);
                key.append('-').append(HexFormat.of().toHexDigits((int) entry.getCrc()));
            }
            Path folder = cache.resolve(key.toString());
            if (!isComplete(folder, entries)) {
                Files.createDirectories(cache);
                Path fresh = Files.createTempDirectory(cache, "unpacking-");
                try {
                    for (JarEntry entry : entries) {
                        copy(jar, entry, inFolder(fresh, entry));
                    }
                    publish(fresh, folder, entries);
                } finally {
                    delete(fresh, entries);
                }
            }
            return folder;
        }
    }

    private String folder() {
        return "org/bytedeco/dnnl/" + platform + "/";
    }

    private JarFile jar() throws IOException {
        URL resource = NativeLibrary.class.getClassLoader().getResource(folder() + dnnl);
        if (resource == null || !(resource.openConnection() instanceof JarURLConnection connection)) {
            throw new FileNotFoundException(folder() + dnnl);
        }
        connection.setUseCaches(false); // a cached file would be shared with others, and may not be closed
        return connection.getJarFile();
    }

    private static boolean isComplete(Path folder, List<JarEntry> entries) throws IOException {
        for (JarEntry entry : entries) {
            Path file = inFolder(folder, entry);
            if (!Files.isRegularFile(file) || Files.size(file) != entry.getSize()) {
                return false;
            }
        }
        return true;
    }

    /** Copies one file, onto the disk and not only into its cache, and compares the checksum. */
    private static void copy(JarFile jar, JarEntry entry, Path to) throws IOException {
        try (InputStream stored = jar.getInputStream(entry);
                CheckedInputStream in = new CheckedInputStream(stored, new CRC32());
                FileChannel channel = FileChannel.open(to, CREATE_NEW, WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            long size = in.transferTo(out);
            if (size != entry.getSize() || in.getChecksum().getValue() != entry.getCrc()) {
                throw new IOException(jar.getName() + " is damaged at " + entry.getName());
            }
            channel.force(true);
        }
    }

    private static void publish(Path fresh, Path folder, List<JarEntry> entries) throws IOException {
        try {
            Files.move(fresh, folder, ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (isComplete(folder, entries)) {
                return; // another process was faster
            }
            delete(folder, entries); // somebody damaged it
            Files.move(fresh, folder, ATOMIC_MOVE);
        }
    }

    private static void delete(Path folder, List<JarEntry> entries) throws IOException {
        for (JarEntry entry : entries) {
            Files.deleteIfExists(inFolder(folder, entry));
        }
        Files.deleteIfExists(folder);
    }

    private static Path inFolder(Path folder, JarEntry entry) {
        return folder.resolve(entry.getName().substring(entry.getName().lastIndexOf('/') + 1));
    }
}
