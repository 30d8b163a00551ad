package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.SharedData;
import dev.unroll.io.FileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordVectorsTest {
    @TempDir
    private Path folder = Path.of("");

    private WordVectors text(String text) throws IOException {
        return WordVectors.read(Files.writeString(folder.resolve("v.txt"), text), word -> !word.equals("left"));
    }

    private static byte[] binary(String header, String separator) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        for (String word : new String[] {"the", "café"}) {
            out.writeBytes((word + " ").getBytes(StandardCharsets.UTF_8));
            ByteBuffer numbers = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            out.writeBytes(numbers.putFloat(word.length()).putFloat(-0.5f).array());
            out.writeBytes(separator.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    @Test
    void readsEveryFormat() throws IOException {
        WordVectors glove = text("the 1 2.5\n. . . -1 3e-2\nleft 0 0\nthe 7 7\n");
        assertThat(glove.width()).isEqualTo(2);
        assertThat(glove.size()).isEqualTo(2);
        assertThat(glove.of("the").orElseThrow()).containsExactly(1, 2.5f);
        assertThat(glove.of(". . .").orElseThrow()).containsExactly(-1, 0.03f);
        assertThat(glove.of("left")).isEmpty();
        assertThat(text("2 3\na 1 2 3\nb 4 5 6\n").of("b").orElseThrow()).containsExactly(4, 5, 6);

        for (String separator : new String[] {"", "\n"}) {
            Path file = Files.write(folder.resolve("v.bin"), binary("2 2\n", separator));
            WordVectors all = WordVectors.read(file, word -> true);
            assertThat(all.of("the").orElseThrow()).containsExactly(3, -0.5f);
            assertThat(all.of("café").orElseThrow()).containsExactly(4, -0.5f);
        }
    }

    @Test
    void refusesWhatIsDamaged() throws IOException {
        assertThatThrownBy(() -> text("a 1 2\nb 1\n"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("v.txt, line 2: 1 numbers, but the lines before have 2");
        assertThatThrownBy(() -> text("a 1 x\n")).hasMessageContaining("line 1: \"x\" is not a number");
        assertThatThrownBy(() -> text("a 1 2\n\nb 1 2\n")).hasMessageContaining("line 2: 0 numbers");
        byte[] whole = binary("3 2\n", "");
        Path file = folder.resolve("v.bin");
        Files.write(file, whole);
        assertThatThrownBy(() -> WordVectors.read(file, w -> true)).hasMessageContaining("word 3 of 3 is not whole");
        Files.write(file, Arrays.copyOf(whole, whole.length - 3));
        assertThatThrownBy(() -> WordVectors.read(file, w -> true)).isInstanceOf(FileException.class);
        Files.write(file, binary("2 999999999\n", ""));
        assertThatThrownBy(() -> WordVectors.read(file, w -> true))
                .hasMessageContaining("999999999 numbers a word, but there must be 1 to 10000");
    }

    @Test
    void readsRealVectors() {
        Path file = SharedData.require("weights_wordvectors/EN.1-10.cbow1_wind5_hs0_neg10_size300_smpl1e-05.txt");
        WordVectors vectors = WordVectors.read(file, word -> true);
        assertThat(vectors.width()).isEqualTo(300);
        assertThat(vectors.size()).isEqualTo(20);
    }
}
