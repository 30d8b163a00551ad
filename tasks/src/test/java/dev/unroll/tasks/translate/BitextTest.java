package dev.unroll.tasks.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BitextTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void filesGoLineByLine() throws IOException {
        Path packed = folder.resolve("b.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write("x\n\nzü\n".getBytes(StandardCharsets.UTF_8));
        }
        Bitext pairs = Bitext.read(file("a", "one\r\ntwo\nthree"), packed);
        assertThat(pairs.sources()).containsExactly("one", "two", "three");
        assertThat(pairs.targets()).containsExactly("x", "", "zü");
        assertThat(pairs.isWhole(1)).isFalse();
        Path table = file("p.tsv", "id\tsource\tde\n1\ta b\tc d\n");
        assertThat(Bitext.read(table, "source", "de").targets()).containsExactly("c d");
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        Path three = file("three", "a\nb\nc\n");
        Path two = file("two", "x\ny\n");
        assertThatThrownBy(() -> Bitext.read(three, two))
                .isInstanceOf(FileException.class)
                .hasMessage(three + " has 3 lines, but " + two
                        + " has 2, so that line 3 has no translation; give two files that go line by line");
        assertThatThrownBy(() -> Bitext.read(file("none", ""), two)).hasMessageEndingWith("check what it should hold");
        Path latin = folder.resolve("latin");
        Files.write(latin, "ok\nM\u00fcnchen\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Bitext.read(latin, two))
                .isInstanceOf(FileException.class)
                .hasMessage(latin
                        + ", line 2: this is not UTF-8; convert the file, for example with iconv -f latin1 -t utf8");
        Path table = file("p.tsv", "en\tde\na\tb\n");
        assertThatThrownBy(() -> Bitext.read(table, "source", "target"))
                .isInstanceOf(FileException.class)
                .hasMessage(table + " has no column source; its first line names en, de; choose with --source and"
                        + " --target, or give two files, one of each language");
    }
}
