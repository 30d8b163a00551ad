package dev.unroll.tasks.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
import dev.unroll.tasks.catalog.BadServer.Way;
import dev.unroll.tasks.catalog.Catalog.PublicFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
    private static final int SIZE = 350_000;
    private static final Duration PAUSE = Duration.ofMillis(5);

    @TempDir
    Path folder;

    private final byte[] content = new byte[SIZE];

    FetchTest() {
        new Random(4).nextBytes(content);
    }

    private static PublicFile file(BadServer server, byte[] content, boolean unpack) throws Exception {
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        return new PublicFile("set/file.bin", server.uri(), content.length, sha256, unpack);
    }

    private Path target() {
        return folder.resolve("data/set/file.bin");
    }

    private Path part() {
        return folder.resolve("data/set/file.bin.part");
    }

    private Fetch fetch(Path local) {
        return new Fetch(folder.resolve("data"), local, PAUSE);
    }

    /** Fetches from a server with such ways, and returns what it was asked for. */
    private List<String> get(Way... ways) throws Exception {
        try (BadServer server = new BadServer(content, ways)) {
            try {
                assertThat(fetch(null).get(file(server, content, false), (file, bytes) -> {}))
                        .isEqualTo(Fetch.Source.DOWNLOADED);
                assertThat(target()).hasBinaryContent(content);
            } finally {
                assertThat(Files.exists(target()) && Files.exists(part())).isFalse();
            }
            return server.ranges();
        }
    }

    @Test
    void goesOnWhereAConnectionWasDropped() throws Exception {
        assertThat(get(Way.DROPS_AFTER_A_WHILE))
                .containsExactly("-", "bytes=100000-", "bytes=200000-", "bytes=300000-");
    }

    @Test
    void goesOnInAnotherProcess() throws Exception {
        Files.createDirectories(part().getParent());
        Files.write(part(), java.util.Arrays.copyOf(content, 1234));
        assertThat(get(Way.GOOD)).containsExactly("bytes=1234-");
    }

    @Test
    void beginsAnewWhereTheServerIgnoresRanges() throws Exception {
        assertThat(get(Way.DROPS_AFTER_A_WHILE, Way.IGNORES_RANGE)).hasSize(2);
    }

    @Test
    void survivesFailuresOfAWhile() throws Exception {
        assertThat(get(Way.BROKEN, Way.DROPS_AT_ONCE, Way.DROPS_AFTER_A_WHILE, Way.GIVES_ANOTHER_RANGE, Way.GOOD))
                .hasSize(5);
    }

    @Test
    void beginsAnewWhereWhatWasThereIsOfSomethingElse() throws Exception {
        Files.createDirectories(part().getParent());
        Files.write(part(), new byte[SIZE]);
        assertThat(get(Way.GOOD)).containsExactly("-");
        Files.delete(target());
        Files.write(part(), new byte[1000]);
        assertThat(get(Way.GOOD)).containsExactly("bytes=1000-", "-");
    }

    @Test
    void givesUpInWordsAndKeepsWhatItHas() {
        assertThatThrownBy(() -> get(Way.DROPS_AFTER_A_WHILE, Way.IGNORES_RANGE_AND_DROPS))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("100000 of 350000 bytes are kept");
        assertThat(part()).hasSize(100_000);
        assertThatThrownBy(() -> get(Way.MISSING))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("answered 404");
        assertThatThrownBy(() -> get(Way.BROKEN)).hasMessageContaining("answered 503");
        assertThat(part()).hasSize(100_000);
    }

    @Test
    void isNotLedAstrayByWrongLengths() {
        assertThatThrownBy(() -> get(Way.ANNOUNCES_MORE)).hasMessageContaining("announces 350005 bytes, not 350000");
        assertThat(part()).doesNotExist();
    }

    @Test
    void readsNoMoreThanItExpects() throws Exception {
        assertThat(get(Way.SENDS_ENDLESSLY)).hasSize(1); // its beginning is the file
    }

    @Test
    void refusesOtherContent() {
        assertThatThrownBy(() -> get(Way.OTHER_CONTENT)).hasMessageContaining("is not what it was: its SHA-256 is");
        assertThat(target()).doesNotExist();
        assertThat(part()).doesNotExist();
    }

    @Test
    void takesWhatIsThereAlready() throws Exception {
        try (BadServer server = new BadServer(content, Way.MISSING)) {
            PublicFile file = file(server, content, false);
            Path near = folder.resolve("near/set/file.bin");
            Files.createDirectories(near.getParent());
            Files.write(near, content);
            assertThat(fetch(folder.resolve("near")).get(file, (f, b) -> {})).isEqualTo(Fetch.Source.LOCAL);
            assertThat(target()).hasBinaryContent(content);
            assertThat(fetch(null).get(file, (f, b) -> {})).isEqualTo(Fetch.Source.THERE);
            Files.write(near, new byte[SIZE]); // damaged: neither taken nor trusted
            Files.delete(target());
            assertThatThrownBy(() -> fetch(folder.resolve("near")).get(file, (f, b) -> {}))
                    .hasMessageContaining("404");
            assertThat(server.ranges()).hasSize(1);
        }
    }

    private static byte[] zip(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (String name : names) {
                zip.putNextEntry(new ZipEntry(name));
                zip.write(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    @Test
    void unpacksArchives() throws Exception {
        byte[] archive = zip("a.txt", "sub/", "sub/b.txt");
        try (BadServer server = new BadServer(archive, Way.GOOD)) {
            fetch(null).get(file(server, archive, true), (f, b) -> {});
        }
        assertThat(folder.resolve("data/set/a.txt")).hasContent("a.txt");
        assertThat(folder.resolve("data/set/sub/b.txt")).hasContent("sub/b.txt");
    }

    @Test
    void letsNoFileOutOfTheFolder() throws Exception {
        for (String name :
                new String[] {"../out.txt", "/tmp/unroll-out.txt", "sub/../../out.txt", "..\\out.txt", "."}) {
            Path archive = folder.resolve("hostile.zip");
            Files.write(archive, zip(name));
            assertThatThrownBy(() -> Zip.unpack(archive, folder.resolve("into"), 1000))
                    .as(name)
                    .isInstanceOf(FileException.class)
                    .hasMessageContaining("outside of");
        }
        assertThat(folder.resolve("out.txt")).doesNotExist();
    }

    @Test
    void unpacksNoMoreThanItMay() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("zeros"));
            zip.write(new byte[1_000_000]);
        }
        Path archive = folder.resolve("bomb.zip");
        Files.write(archive, bytes.toByteArray());
        assertThat(Files.size(archive)).isLessThan(2000);
        assertThatThrownBy(() -> Zip.unpack(archive, folder.resolve("into"), 100_000))
                .hasMessageContaining("above 100000 bytes");
        assertThat(folder.resolve("into/zeros")).doesNotExist();
        Files.write(archive, content);
        assertThatThrownBy(() -> Zip.unpack(archive, folder.resolve("into"), 100_000))
                .hasMessageContaining("no zip archive");
    }
}
