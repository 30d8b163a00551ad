package dev.unroll.io;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Unpacks archives, up to a limit for all of them together: a few kilobytes can hold terabytes of the same character. */
public final class Unpacking {
    /** 16 GiB. */
    public static final long MOST = 16L << 30;

    private static final int BUFFER = 1 << 16;

    private final long most;
    private long unpacked;

    public Unpacking(long most) {
        this.most = most;
    }

    /** Reads something from a file's content. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(InputStream content) throws IOException;
    }

    /**
     * Reads a file, unpacked if its name ends in {@code .gz}.
     *
     * @throws FileException if it cannot be read, or the archive is damaged or too large
     */
    public static <T> T read(Path file, Reader<T> reader) {
        try (InputStream in = new Unpacking(MOST).open(file)) {
            return reader.read(in);
        } catch (ZipException | EOFException e) {
            throw damaged(file.toString(), e);
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** The sentence for an archive that cannot be unpacked. */
    public static FileException damaged(String name, IOException cause) {
        return new FileException(name + " is damaged or cut short (" + cause.getMessage() + "); fetch it again", cause);
    }

    /** A file's content, unpacked if its name ends in {@code .gz}. */
    public InputStream open(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        if (!file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz")) {
            return in;
        }
        try {
            return limited(new GZIPInputStream(in, BUFFER), file.toString());
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** The same stream, of which every byte counts. */
    public InputStream limited(InputStream in, String name) {
        return new Limited(in, name);
    }

    private final class Limited extends FilterInputStream {
        private final String name;

        Limited(InputStream in, String name) {
            super(in);
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = super.read(into, offset, length);
            count(Math.max(count, 0));
            return count;
        }

        private void count(int more) {
            unpacked += more;
            if (unpacked > most) {
                throw new FileException(name + " brings what is unpacked from archives above " + most
                        + " bytes; if that is meant, unpack it yourself or raise the limit");
            }
        }
    }
}
