package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.SharedData;
import dev.unroll.io.FileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorpusTest {
    @TempDir
    Path folder;

    private String file(String name, String text) throws IOException {
        return file(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private String file(String name, byte[] bytes) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes).toString();
    }

    private static Corpus read(String... paths) {
        return Corpus.read(List.of(paths), CorpusOptions.DEFAULT);
    }

    private static String text(Corpus corpus) {
        Vocabulary vocabulary = corpus.vocabulary();
        TokenStream tokens = corpus.tokens(vocabulary);
        int[] ids = new int[(int) tokens.length()];
        tokens.read(0, ids, 0, ids.length);
        return vocabulary.decode(ids);
    }

    /** Texts whose characters take 1, 2, 3 and 4 bytes, from few or many symbols, around the sizes of the buffers. */
    private static String random(SplittableRandom random, int length) {
        int[] bounds = {0x5b, 0x7f, 0x800, 0x3000, 0x1_f000, 0x11_0000};
        int bound = bounds[random.nextInt(bounds.length)];
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            int codePoint = random.nextInt(bound);
            boolean usable = codePoint > 0 && !(codePoint >= 0xd800 && codePoint < 0xe000) && codePoint != 0xfeff;
            text.appendCodePoint(usable ? codePoint : 'x');
        }
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000, 65_535, 65_536, 65_537, 131_072, 200_001})
    void anyTextComesBackFromTheHeapAndFromTheMappedFile(int length) throws IOException {
        for (int seed = 0; seed < 4; seed++) {
            String text = random(new SplittableRandom(31L * length + seed), length);
            String path = file("a.txt", text);
            for (long heapLimit : new long[] {0, 100_000, Long.MAX_VALUE}) {
                Corpus corpus = Corpus.read(List.of(path), CorpusOptions.DEFAULT, heapLimit);
                assertThat(text(corpus)).as("seed %d", seed).isEqualTo(text);
                assertThat(corpus.characters()).isEqualTo(length);
            }
        }
    }

    @Test
    void aMappedTextLeavesNoFileBehind() throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Corpus corpus = Corpus.read(List.of(file("a.txt", "x".repeat(300_000))), CorpusOptions.DEFAULT, 0);
        try (var files = Files.newDirectoryStream(temporary, "unroll-*.tokens")) {
            assertThat(files).isEmpty();
        }
        assertThat(corpus.characters()).isEqualTo(300_000);
    }

    @Test
    void textsAreJoinedInOrderAndByteOrderMarksDropped() throws IOException {
        Corpus corpus = read(file("b.txt", "\ufeffb\ufeffé"), file("a.txt", "a"));
        assertThat(text(corpus)).isEqualTo("b\ufefféa");
    }

    @Test
    void theVocabularyIsThatOfTheWholeText() throws IOException {
        Corpus corpus = read(file("a.txt", "hello"), file("b.txt", "world"));
        assertThat(corpus.vocabulary()).isEqualTo(Vocabulary.of("dehlorw"));
        assertThat(Corpus.of("helloworld").vocabulary()).isEqualTo(corpus.vocabulary());
        assertThat(Corpus.of("helloworld").sha256()).isEqualTo(corpus.sha256());
    }

    @Test
    void aFolderAndItsArchivesReadTheSame() throws IOException {
        file("src/B.java", "2");
        file("src/a/A.java", "3");
        file("src/a.java", "4");
        file("src/.git/config.java", "hidden");
        file("src/.hidden.java", "hidden");
        file("src/note.md", "5");
        Path zip = folder.resolve("src.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (String name : List.of("note.md", ".git/config.java", "a/A.java", "a.java", "B.java", ".hidden.java")) {
                out.putNextEntry(new ZipEntry(name));
                out.write(Files.readAllBytes(folder.resolve("src").resolve(name)));
            }
            out.putNextEntry(new ZipEntry("empty/"));
        }
        for (Path path : List.of(folder.resolve("src"), zip)) {
            assertThat(text(read(path.toString()))).isEqualTo("2435");
            CorpusOptions java = CorpusOptions.DEFAULT.withInclude("*.java");
            assertThat(text(Corpus.read(List.of(path.toString()), java))).isEqualTo("243");
            CorpusOptions none = CorpusOptions.DEFAULT.withInclude("*.kt");
            assertThatThrownBy(() -> Corpus.read(List.of(path.toString()), none))
                    .isInstanceOf(FileException.class)
                    .hasMessage(path + " holds no file that matches *.kt; check the pattern and the path");
        }
    }

    @Test
    void gzipInSeveralMembersIsOneText() throws IOException {
        Path file = folder.resolve("a.txt.gz");
        try (OutputStream out = Files.newOutputStream(file)) {
            for (String part : List.of("one ", "two €")) {
                GZIPOutputStream member = new GZIPOutputStream(out);
                member.write(part.getBytes(StandardCharsets.UTF_8));
                member.finish();
            }
        }
        assertThat(text(read(file.toString()))).isEqualTo("one two €");
    }

    @Test
    void aDashIsTheStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("piped €".getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(text(read("-"))).isEqualTo("piped €");
        } finally {
            System.setIn(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "61 62 e9 63, is not UTF-8: the byte 0xe9 at offset 2",
        "61 c3, is not UTF-8: the byte 0xc3 at offset 1",
        "61 ed a0 80, is not UTF-8: the byte 0xed at offset 1",
        "c3 a9 80, is not UTF-8: the byte 0x80 at offset 2",
        "ef bb bf 61 ff, is not UTF-8: the byte 0xff at offset 4",
        "61 62 00 63, is not a text: there is a zero byte at offset 2",
        "ff fe 61 00, 'is UTF-16, not UTF-8'",
        "fe ff 00 61, 'is UTF-16, not UTF-8'",
        "89 50 4e 47, is not UTF-8: the byte 0x89 at offset 0",
    })
    void whatIsNotUtf8IsRefusedWithFileAndOffset(String hex, String trouble) throws IOException {
        String path = file("a.txt", HexFormat.ofDelimiter(" ").parseHex(hex));
        assertThatThrownBy(() -> read(path))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(path + " " + trouble);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_533, 65_534, 65_535, 65_536, 65_537, 150_000})
    void theOffsetIsRightAcrossBuffers(int offset) throws IOException {
        byte[] bytes = new byte[200_000];
        Arrays.fill(bytes, (byte) 'a');
        bytes[offset] = (byte) 0xc3;
        String path = file("a.txt", bytes);
        assertThatThrownBy(() -> read(path)).hasMessageContaining("the byte 0xc3 at offset " + offset + " ");
    }

    @Test
    void theFileInTheArchiveIsNamed() throws IOException {
        Path zip = folder.resolve("a.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("x/photo.png"));
            out.write(new byte[] {1, 0});
        }
        assertThatThrownBy(() -> read(zip.toString()))
                .hasMessageStartingWith(zip + "!x/photo.png is not a text: there is a zero byte at offset 1");
    }

    @Test
    void emptyAndAbsentFilesAreNamed() throws IOException {
        String empty = file("a.txt", "");
        assertThatThrownBy(() -> read(empty))
                .isInstanceOf(FileException.class)
                .hasMessage(empty + " holds no characters; name a file with text in it");
        String absent = folder.resolve("absent.txt").toString();
        assertThatThrownBy(() -> read(absent))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith("cannot read " + absent + ": there is no " + absent);
        Path emptyFolder = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> read(emptyFolder.toString()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("holds no file that is not hidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.gz", "a.zip"})
    void damagedArchivesAreNamed(String name) throws IOException {
        String text = file(name, "this is no archive");
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(text + " is damaged or cut short");
    }

    @Test
    void aCutGzipIsNamed() throws IOException {
        Path file = folder.resolve("a.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(random(new SplittableRandom(5), 10_000).getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        assertThatThrownBy(() -> read(file.toString())).hasMessageStartingWith(file + " is damaged or cut short");
    }

    @Test
    void archivesThatUnpackToTooMuchAreStopped() throws IOException {
        Path file = folder.resolve("bomb.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a".repeat(3_000_000).getBytes(StandardCharsets.UTF_8));
        }
        CorpusOptions enough = CorpusOptions.DEFAULT.withMaxUnpackedBytes(3_000_000);
        assertThat(Corpus.read(List.of(file.toString()), enough).characters()).isEqualTo(3_000_000);
        // The limit is on all archives together.
        List<String> twice = List.of(file.toString(), file.toString());
        assertThatThrownBy(() -> Corpus.read(twice, enough))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(file + " brings what is unpacked from archives above 3000000 bytes");
    }

    @Test
    void charactersOutsideAModelsVocabularyAreNamedWithFileAndPlace() throws IOException {
        String first = file("a.txt", "aé");
        String second = file("b.txt", "aéé\u0007€");
        Corpus corpus = read(first, second);
        assertThatThrownBy(() -> corpus.tokens(Vocabulary.of("aé")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the model's vocabulary of 2 characters lacks U+0007, '€' U+20AC, "
                        + "first at character 4 of " + second);
        TokenStream tokens = corpus.tokens(Vocabulary.of("€\u0007 aé"));
        int[] ids = new int[2];
        tokens.read(0, ids, 0, 2);
        assertThat(ids).containsExactly(2, 3);
    }

    @Test
    void provenanceSaysWhatWasRead() throws IOException {
        String path = file("a.txt", "abcab");
        assertThat(read(path, path).provenance().toString())
                .isEqualTo(
                        "{\"sources\":[\"" + path + "\",\"" + path + "\"],\"texts\":2,\"characters\":10,\"distinct\":3,"
                                + "\"sha256\":\"" + Corpus.of("abcababcab").sha256() + "\"}");
        assertThat(Corpus.of("abc").sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void tinyShakespeareIsAsKnown() {
        Path path = SharedData.require("tinyshakespeare/input.txt");
        Corpus corpus = read(path.toString());
        assertThat(corpus.characters()).isEqualTo(1_115_394);
        assertThat(corpus.vocabulary().size()).isEqualTo(65);
        assertThat(corpus.sha256()).isEqualTo("86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed");
        TokenStream.Split split = corpus.split(corpus.vocabulary(), 0.1);
        assertThat(split.training().length()).isEqualTo(1_003_854);
        assertThat(split.validation().length()).isEqualTo(111_540);
    }

    @Test
    void aTextLargerThanTheHeapIsRead() throws Exception {
        Path large = folder.resolve("large.txt");
        byte[] block = "The quick brown fox — €\n".repeat(40_000).getBytes(StandardCharsets.UTF_8);
        int blocks = 80;
        try (OutputStream out = Files.newOutputStream(large)) {
            for (int i = 0; i < blocks; i++) {
                out.write(block);
            }
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx24m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Characters.class.getName(),
                        large.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output.strip()).isEqualTo(24L * 40_000 * blocks + " \\n");
    }

    /** Counts the characters of a file and shows the last one. */
    static final class Characters {
        public static void main(String[] paths) {
            Corpus corpus = Corpus.read(List.of(paths), CorpusOptions.DEFAULT);
            Vocabulary vocabulary = corpus.vocabulary();
            TokenStream tokens = corpus.tokens(vocabulary);
            int[] last = new int[1];
            tokens.read(tokens.length() - 1, last, 0, 1);
            System.out.println(
                    tokens.length() + " " + vocabulary.symbol(last[0]).replace("\n", "\\n"));
        }
    }
}
