package dev.unroll.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafeTensorsTest {
    @TempDir
    Path folder;

    private Path file() {
        return folder.resolve("m.safetensors");
    }

    private static NamedArray random(String name, SplittableRandom random, int... shape) {
        int size = 1;
        for (int d : shape) {
            size *= d;
        }
        float[] data = new float[size];
        for (int i = 0; i < size; i++) {
            // Any bits but signalling NaNs, which a processor may quieten.
            data[i] = Float.intBitsToFloat(random.nextInt() & ~0x0080_0000);
        }
        return new NamedArray(name, shape, data);
    }

    @Test
    void arraysComeBackBitForBitInTheirOrder() {
        SplittableRandom random = new SplittableRandom(7);
        List<NamedArray> arrays = List.of(
                random("rnn.weight_ih_l0", random, 40, 1000),
                random("a \"quoted\" naïve 😀 name", random, 3),
                random("scalar", random),
                random("empty", random, 4, 0, 2),
                random("odd", random, 1, 16385));
        SafeTensors.write(file(), Map.of("k", "v\n€"), arrays);
        SafeTensors read = SafeTensors.open(file());
        assertThat(read.metadata()).isEqualTo(Map.of("k", "v\n€"));
        assertThat(read.names())
                .containsExactlyElementsOf(arrays.stream().map(NamedArray::name).toList());
        assertThat(read.arrays().values()).containsExactlyElementsOf(arrays);
        assertThat(read.type("odd")).isEqualTo("F32");
        assertThat(read.shape("empty")).containsExactly(4, 0, 2);
    }

    @Test
    void noArraysAtAllIsAFileToo() {
        SafeTensors.write(file(), Map.of(), List.of());
        assertThat(SafeTensors.open(file()).arrays()).isEmpty();
    }

    @Test
    void theLayoutIsTheFormats() throws IOException {
        SafeTensors.write(file(), Map.of(), List.of(new NamedArray("a", new int[] {2}, new float[] {1, -2})));
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong(0);
        assertThat((8 + length) % 8).isZero();
        assertThat(new String(bytes.array(), 8, length, StandardCharsets.UTF_8))
                .matches("\\{\"__metadata__\":\\{\"crc32c\":\"[0-9a-f]{8}\"},"
                        + "\"a\":\\{\"dtype\":\"F32\",\"shape\":\\[2],\"data_offsets\":\\[0,8]}} *");
        assertThat(bytes.getFloat(8 + length)).isEqualTo(1);
        assertThat(bytes.getFloat(12 + length)).isEqualTo(-2);
        assertThat(bytes.capacity()).isEqualTo(16 + length);
    }

    @Test
    void otherFloatTypesAreWidenedOrRounded() throws IOException {
        ByteBuffer data = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        data.putDouble(0.1).putShort((short) 0x3C00).putShort((short) 0x0001).putShort((short) 0xFBFF);
        data.putShort((short) 0x3F80)
                .putShort((short) 0xC000)
                .putShort((short) 1)
                .putInt(5);
        raw(
                "{\"d\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]},"
                        + "\"h\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[8,14]},"
                        + "\"b\":{\"dtype\":\"BF16\",\"shape\":[3],\"data_offsets\":[14,20]},"
                        + "\"i\":{\"dtype\":\"I32\",\"shape\":[1],\"data_offsets\":[20,24]}}",
                data.array());
        SafeTensors read = SafeTensors.open(file());
        assertThat(read.array("d").data()).containsExactly(0.1f);
        assertThat(read.array("h").data()).containsExactly(1f, 0x1p-24f, -65504f);
        assertThat(read.array("b").data()).containsExactly(1f, -2f, Float.intBitsToFloat(1 << 16));
        assertThatThrownBy(() -> read.array("i"))
                .isInstanceOf(FileException.class)
                .hasMessage(file() + ": \"i\" has the type I32, but only F32, F64, F16 and BF16 can be read; "
                        + "convert it to F32");
        assertThatThrownBy(() -> read.array("x"))
                .isInstanceOf(FileException.class)
                .hasMessage(file() + " has no array \"x\"; it has d, h, b, i");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967298],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2147483647,2147483647,2147483647],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536,65536],\"data_offsets\":[0,0]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387906],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,9223372036854775807]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551624]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,8]}}",
                "{\"a\":{\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":7,\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"a\":[0,8]}",
                "{\"__metadata__\":{\"n\":1},\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{}",
                "[]",
                "not json",
            })
    void aHeaderThatLiesIsRefused(String header) throws IOException {
        raw(header, new byte[8]);
        assertThatThrownBy(() -> SafeTensors.open(file()))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(file().toString());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 9, 100_000_001, 1L << 32})
    void aHeaderLengthBeyondTheFileIsRefusedBeforeAnythingIsAllocated(long length) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
        Files.write(file(), bytes.array());
        assertThatThrownBy(() -> SafeTensors.open(file()))
                .isInstanceOf(FileException.class)
                .hasMessageStartingWith(file() + " is cut short or not a safetensors file")
                .hasMessageContaining("restore it from a copy");
    }

    @Test
    void everyCutIsNoticed() throws IOException {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> SafeTensors.open(file())).isInstanceOf(FileException.class);
        }
    }

    @Test
    void everyFlippedBitIsNoticedOrHarmless() throws IOException {
        byte[] whole = sample();
        Map<String, NamedArray> arrays = SafeTensors.open(file()).arrays();
        int unnoticed = 0;
        for (int bit = 0; bit < 8 * whole.length; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file(), flipped);
            try {
                assertThat(SafeTensors.open(file()).arrays()).isEqualTo(arrays);
                unnoticed++;
            } catch (FileException e) {
                assertThat(e).hasMessageContaining(file().toString());
            }
        }
        // Only the name of the checksum's own key can change unseen, which leaves the arrays as they were.
        assertThat(unnoticed).isLessThan(8 * "crc32c".length());
    }

    @Test
    void randomBytesAreRefused() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            Files.write(file(), bytes);
            assertThatThrownBy(() -> SafeTensors.open(file())).isInstanceOf(FileException.class);
        }
    }

    @Test
    void namesMustBeUniqueAndOurs() {
        NamedArray a = new NamedArray("a", new int[] {1}, new float[1]);
        NamedArray reserved = new NamedArray("__metadata__", new int[] {1}, new float[1]);
        assertThatThrownBy(() -> SafeTensors.write(file(), Map.of(), List.of(a, a)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SafeTensors.write(file(), Map.of(), List.of(reserved)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> SafeTensors.write(file(), Map.of("crc32c", "x"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file()).doesNotExist();
    }

    @Test
    void shapesMustHoldTheValues() {
        assertThatThrownBy(() -> new NamedArray("w", new int[] {2, 3}, new float[5]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("w has the shape [2, 3], which holds 6 values, but 5 are given");
    }

    @Test
    void filesOfOtherProgramsAreListed() {
        SafeTensors voices = SafeTensors.open(SharedData.require("weights_fixtures/candle/voices.safetensors"));
        assertThat(voices.names()).contains("tokens", "mask");
        assertThat(voices.type("tokens")).isEqualTo("I64");
        assertThat(voices.shape("mask")).containsExactly(1, 982, 33);
        assertThatThrownBy(() -> voices.array("mask")).hasMessageContaining("has the type U8");
        SafeTensors list = SafeTensors.open(SharedData.require("weights_fixtures/djl/list.safetensors"));
        assertThat(new ArrayList<>(list.names())).containsExactly("attention", "embedding");
    }

    private byte[] sample() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        SafeTensors.write(file(), Map.of("step", "12"), List.of(random("w", random, 1, 2)));
        return Files.readAllBytes(file());
    }

    private void raw(String header, byte[] data) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file(), bytes.putLong(json.length).put(json).put(data).array());
    }
}
