package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxTest {
    @TempDir
    Path folder;

    private NamedArray read(String hex) throws IOException {
        return Idx.read(Files.write(folder.resolve("a.idx"), HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @ParameterizedTest
    @CsvSource({
        "08, ff02, 255, 2",
        "09, ff02, -1, 2",
        "0b, ffff0002, -1, 2",
        "0c, ffffffff00000002, -1, 2",
        "0d, 3fc00000c0200000, 1.5, -2.5",
        "0e, 3ff8000000000000c004000000000000, 1.5, -2.5"
    })
    void everyType(String code, String numbers, float first, float second) throws IOException {
        NamedArray array = read("0000" + code + "02 00000002 00000001 " + numbers);
        assertThat(array.shape()).containsExactly(2, 1);
        assertThat(array.data()).containsExactly(first, second);
    }

    @Test
    void refusesWhatItCannotTrust() {
        assertFails("", "is no IDX file");
        assertFails("0001 0801", "is no IDX file");
        assertFails("0000 0a01 00000001 00", "is no IDX file");
        assertFails("0000 0800", "is no IDX file");
        assertFails("0000 0809", "is no IDX file");
        assertFails("0000 0801 0000", "cut short");
        assertFails("0000 0801 00000002 00", "fewer numbers than its shape [2]");
        assertFails("0000 0801 00000001 0000", "goes on after");
        assertFails("0000 0801 ffffffff 00", "no Java array can hold");
        assertFails("0000 0803 7fffffff 7fffffff 7fffffff 00", "no Java array can hold");
    }

    private void assertFails(String hex, String message) {
        assertThatThrownBy(() -> read(hex)).isInstanceOf(FileException.class).hasMessageContaining(message);
    }

    /** The counts of MNIST's digits are well known. */
    @Test
    void mnist() {
        Path mnist = SharedData.require("mnist");
        NamedArray labels = Idx.read(mnist.resolve("train-labels-idx1-ubyte.gz"));
        assertThat(labels.shape()).containsExactly(60_000);
        assertThat(Arrays.copyOf(labels.data(), 5)).containsExactly(5, 0, 4, 1, 9);
        int[] counts = new int[10];
        for (float label : labels.data()) {
            counts[(int) label]++;
        }
        assertThat(counts).containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
        NamedArray images = Idx.read(mnist.resolve("t10k-images-idx3-ubyte.gz"));
        assertThat(images.shape()).containsExactly(10_000, 28, 28);
        double sum = 0;
        for (float v : images.data()) {
            sum += v;
        }
        assertThat(Math.round(sum / images.data().length * 1e4)).isEqualTo(337_912); // 33.7912, the known 0.1325 · 255
    }
}
