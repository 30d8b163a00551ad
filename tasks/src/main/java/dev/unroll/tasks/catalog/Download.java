package dev.unroll.tasks.catalog;

import dev.unroll.io.FileException;
import dev.unroll.tasks.Sha256;
import dev.unroll.tasks.catalog.Catalog.PublicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * Fetches a file by HTTP. What arrives goes into {@code NAME.part}, from whose end a download goes on after a dropped connection
 * or in another process; only what has the right length and content gets its name. The server is trusted in nothing: no more than
 * the known length is read, and a range that it did not give is not appended.
 */
final class Download {
    /** Attempts without a single new byte, after which to give up. */
    private static final int ATTEMPTS = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUFFER = 1 << 16;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;

    private final PublicFile file;
    private final Path to;
    private final Path part;
    private final Duration pause;
    private final LongConsumer progress;

    /**
     * @param to where it goes
     * @param pause before the second attempt; twice as long before each after it
     * @param progress hears how many bytes there are
     */
    Download(PublicFile file, Path to, Duration pause, LongConsumer progress) {
        this.file = file;
        this.to = to;
        this.pause = pause;
        this.progress = progress;
        part = to.resolveSibling(to.getFileName() + ".part");
    }

    /** Fetches it. */
    void run() {
        try {
            Files.createDirectories(part.toAbsolutePath().getParent());
            boolean resumed = present() > 0;
            for (int failed = 0; present() < file.bytes(); ) {
                long before = present();
                String trouble = attempt(before);
                failed = present() > before ? 0 : failed + 1;
                if (present() < file.bytes() && failed >= ATTEMPTS) {
                    String kept = present() == 0
                            ? ""
                            : present() + " of " + file.bytes() + " bytes are kept in " + part + ", ";
                    throw new FileException("cannot fetch " + file.origin() + ": " + trouble + "; " + kept
                            + "try again later, or put the file at " + to + " yourself");
                }
                if (failed > 0) {
                    Thread.sleep(pause.multipliedBy(1L << (failed - 1)));
                }
            }
            String sha256 = Sha256.of(part);
            if (!sha256.equals(file.sha256())) {
                Files.delete(part);
                if (resumed) {
                    run(); // what was there before may have been of something else
                    return;
                }
                throw new FileException(file.origin() + " is not what it was: its SHA-256 is " + sha256 + ", not "
                        + file.sha256() + "; nothing was kept");
            }
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw FileException.writing(to, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FileException("fetching " + file.origin() + " was interrupted; what is there is kept", e);
        }
    }

    private long present() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    /** Appends what comes, and returns why no more did. */
    private String attempt(long from) throws IOException {
        HttpURLConnection connection = null;
        try {
            URLConnection opened = file.origin().toURL().openConnection();
            if (!(opened instanceof HttpURLConnection http)) {
                throw new FileException(file.origin() + " is not fetched by HTTP; correct the catalogue");
            }
            connection = http;
            http.setConnectTimeout((int) PATIENCE.toMillis());
            http.setReadTimeout((int) PATIENCE.toMillis());
            http.setRequestProperty("Accept-Encoding", "identity");
            if (from > 0) {
                http.setRequestProperty("Range", "bytes=" + from + "-");
            }
            int status;
            try {
                status = http.getResponseCode();
            } catch (IOException e) {
                return reason(e);
            }
            switch (status) {
                case HttpURLConnection.HTTP_OK -> {
                    checkLength(http.getContentLengthLong());
                    Files.deleteIfExists(part); // the whole comes, from its beginning
                }
                case HttpURLConnection.HTTP_PARTIAL -> {
                    String range = http.getHeaderField("Content-Range");
                    String asked = "bytes " + from + "-" + (file.bytes() - 1) + "/" + file.bytes();
                    if (from == 0 || !asked.equals(range)) {
                        return "the server gave the range " + range + ", and " + asked + " was asked for";
                    }
                }
                case RANGE_NOT_SATISFIABLE -> {
                    Files.deleteIfExists(part); // it is of something else
                    return "the server has no bytes from " + from + " on";
                }
                case HttpURLConnection.HTTP_CLIENT_TIMEOUT, TOO_MANY_REQUESTS -> {
                    return "the server answered " + status;
                }
                default -> {
                    if (status < HttpURLConnection.HTTP_INTERNAL_ERROR) {
                        throw new FileException("cannot fetch " + file.origin() + ": the server answered " + status
                                + "; see whether it has moved");
                    }
                    return "the server answered " + status;
                }
            }
            return receive(http);
        } finally {
            if (connection != null) {
                connection.disconnect();
            }
        }
    }

    private void checkLength(long announced) {
        if (announced >= 0 && announced != file.bytes()) {
            throw new FileException(file.origin() + " is not what it was: the server announces " + announced
                    + " bytes, not " + file.bytes() + "; nothing was fetched");
        }
    }

    private String receive(HttpURLConnection http) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            long present = present();
            InputStream in;
            try {
                in = http.getInputStream();
            } catch (IOException e) {
                return reason(e);
            }
            while (present < file.bytes()) {
                int n;
                try {
                    n = in.read(buffer, 0, (int) Math.min(buffer.length, file.bytes() - present));
                } catch (IOException e) {
                    return reason(e);
                }
                if (n < 0) {
                    return "the server sent less than it should";
                }
                out.write(buffer, 0, n);
                present += n;
                progress.accept(present);
            }
            return "";
        }
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "no host " + e.getMessage() + " is known here";
        }
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
