package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays of numpy's, made by hand as NEP 1 says and real ones. */
class NpyTest {
    @TempDir
    Path folder;

    private static byte[] npy(String header, byte[] numbers) {
        byte[] text = (header + "\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes =
                ByteBuffer.allocate(10 + text.length + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        return bytes.putShort((short) text.length).put(text).put(numbers).array();
    }

    private static String header(String type, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    }

    private NamedArray read(byte[] content) throws IOException {
        return Npy.read(Files.write(folder.resolve("a.npy"), content));
    }

    @ParameterizedTest
    @CsvSource({
        "<f4, 0000c03f000020c0, 1.5, -2.5",
        ">f4, 3fc00000c0200000, 1.5, -2.5",
        "<f2, 003e00c1, 1.5, -2.5",
        "<f8, 000000000000f83f00000000000004c0, 1.5, -2.5",
        "|i1, 7f80, 127, -128",
        "|u1, 7f80, 127, 128",
        "<i2, ff7f0080, 32767, -32768",
        ">i2, 7fff8000, 32767, -32768",
        "<u2, ff7f0080, 32767, 32768",
        "<i4, 00000001000000ff, 16777216, -16777216",
        "<u4, 0000000100000080, 16777216, 2147483648",
        "<i8, 0300000000000000ffffffffffffffff, 3, -1",
        "<u8, 03000000000000000000000000000040, 3, 4611686018427387904",
        "|b1, 0100, 1, 0"
    })
    void everyTypeOfNumber(String type, String hex, float first, float second) throws IOException {
        byte[] numbers = HexFormat.of().parseHex(hex);
        assertThat(read(npy(header(type, "2,"), numbers)).data()).containsExactly(first, second);
    }

    @Test
    void shapesAndVersions() throws IOException {
        byte[] six = new byte[24];
        assertThat(read(npy(header("<f4", "2, 3"), six)).shape()).containsExactly(2, 3);
        assertThat(read(npy(header("<f4", ""), new byte[4])).shape()).isEmpty();
        assertThat(read(npy(header("<f4", "0, 3"), new byte[0])).data()).isEmpty();
        String otherOrder = "{'shape': (6,), 'descr': '<f4', 'fortran_order': True}";
        assertThat(read(npy(otherOrder, six)).shape()).containsExactly(6);
        byte[] one = npy(header("<f4", "6,"), six);
        byte[] two = new byte[one.length + 2]; // version 2 has a longer length
        System.arraycopy(one, 0, two, 0, 10);
        two[6] = 2;
        System.arraycopy(one, 10, two, 12, one.length - 10);
        assertThat(read(two).data()).hasSize(6);
        float[] many = new float[200_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i;
        }
        ByteBuffer bytes = ByteBuffer.allocate(4 * many.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(many);
        assertThat(read(npy(header("<f4", "200000,"), bytes.array())).data()).isEqualTo(many);
    }

    @Test
    void refusesWhatItCannotTrust() throws IOException {
        byte[] four = new byte[4];
        assertFails("text".getBytes(StandardCharsets.US_ASCII), "no array of numpy's");
        assertFails(npy(header("<f4", "2,"), four), "cut short (it has fewer numbers than its shape [2])");
        assertFails(npy(header("<f4", "1,"), new byte[5]), "goes on after the numbers of its shape [1]");
        assertFails(npy(header("<f4", "2000000000, 2"), four), "which no Java array can hold");
        assertFails(npy(header("<f4", "99999999999"), four), "which no Java array can hold");
        assertFails(npy(header("<f4", "2000000000"), four), "fewer numbers"); // and no 8 GB are allocated
        assertFails(npy(header("|O", "1,"), four), "a type of plain numbers");
        assertFails(npy(header("<U4", "1,"), four), "type U4");
        assertFails(npy(header("<c8", "1,"), four), "type c8");
        assertFails(npy(header("<i4", "1,"), new byte[] {1, 0, 0, 1}), "16777217 does not fit a float");
        assertFails(
                npy("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}", new byte[16]),
                "column by column; save it again with numpy.ascontiguousarray");
        assertFails(npy("{'descr': [('a', '<f4')], 'shape': (1,)}", four), "a type of plain numbers");
        assertFails(npy("{}", four), "lacks");
        byte[] longHeader = npy("", four);
        longHeader[6] = 2;
        longHeader[11] = 0x7f;
        assertFails(longHeader, "its header would have");
        byte[] whole = npy(header("<f4", "1,"), four);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(FileException.class);
        }
        assertThatThrownBy(() -> Npy.read(folder.resolve("absent.npy"))).hasMessageContaining("check the spelling");
    }

    private void assertFails(byte[] content, String message) {
        assertThatThrownBy(() -> read(content))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(folder.resolve("a.npy").toString())
                .hasMessageContaining(message);
    }

    @Test
    void archives() throws IOException {
        byte[] array = npy(header("<i4", "1,"), new byte[] {7, 0, 0, 0});
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(array);
        }
        Path gz = Files.write(folder.resolve("a.npy.gz"), packed.toByteArray());
        assertThat(Npy.read(gz).data()).containsExactly(7);
        Files.write(gz, Arrays.copyOf(packed.toByteArray(), packed.size() - 9));
        assertThatThrownBy(() -> Npy.read(gz)).hasMessageContaining("damaged or cut short");

        Path npz = folder.resolve("a.npz");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(npz))) {
            zip.putNextEntry(new ZipEntry("weights.npy"));
            zip.write(array);
        }
        assertThat(Npy.readAll(npz))
                .containsExactly(Map.entry("weights", new NamedArray("weights", new int[] {1}, new float[] {7})));
        assertThatThrownBy(() -> Npy.readAll(gz)).hasMessageContaining("damaged or cut short");
    }

    @Test
    void realOnes() {
        Path folder = SharedData.require("shapes_vqa");
        NamedArray mean = Npy.read(folder.resolve("image_mean.npy"));
        assertThat(mean.shape()).containsExactly(30, 30, 3);
        assertThat(Arrays.copyOf(mean.data(), 3)).containsExactly(0.007933437f, 0.004353715f, 0.00880418f);
        double sum = 0;
        for (float v : mean.data()) {
            sum += v;
        }
        assertThat(sum / mean.data().length).isCloseTo(22.303093, within(1e-5));
        NamedArray images = Npy.read(folder.resolve("train.tiny.input.npy.gz"));
        assertThat(images.shape()).containsExactly(64, 30, 30, 3);
        long total = 0;
        for (float v : images.data()) {
            total += (long) v;
        }
        assertThat(total).isEqualTo(3_902_364);
        Map<String, NamedArray> candle = Npy.readAll(SharedData.require("weights_fixtures/candle/test.npz"));
        assertThat(candle.keySet()).containsExactly("x", "x_plus_one");
        assertThat(candle.get("x_plus_one").data()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(Npy.readAll(SharedData.require("weights_fixtures/djl/list.npz")))
                .containsOnlyKeys("bool8", "arr_0");
    }
}
