package dev.unroll.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * Named arrays and text metadata in the safetensors format: 8 bytes with the header's length, the header (JSON), then
 * the arrays, all little-endian.
 *
 * <p>Files written here carry a CRC32C of themselves as the first entry of their metadata, at a fixed place, and are
 * checked against it when opened; others read them without noticing. F32, F64, F16 and BF16 are read, as floats; other
 * types are listed, and refused when asked for. F32 is written.
 */
public final class SafeTensors {
    static final String REMEDY = "fetch or make it again, or restore it from a copy";

    private static final String CHECKSUM = "crc32c";
    private static final String NO_CHECKSUM = "00000000";

    /** What a file of ours begins with, behind the header's length; the checksum's 8 hexadecimal digits follow. */
    private static final byte[] CHECKED_START =
            ("{\"__metadata__\":{\"" + CHECKSUM + "\":\"").getBytes(StandardCharsets.US_ASCII);

    private static final int CHECKSUM_AT = Long.BYTES + CHECKED_START.length;

    /** The reference implementation's own limit. */
    private static final long MAX_HEADER = 100_000_000;

    private static final int CHUNK = 1 << 16;

    private final Path file;
    private final long dataAt;
    private final SafeTensorsHeader header;
    private final boolean verified;

    private SafeTensors(Path file, long dataAt, SafeTensorsHeader header, boolean verified) {
        this.file = file;
        this.dataAt = dataAt;
        this.header = header;
        this.verified = verified;
    }

    /**
     * Reads and checks the header, and the checksum where there is one. Arrays are read when asked for; no file stays
     * open.
     *
     * @throws FileException if the file cannot be read, or is not a sound safetensors file
     */
    public static SafeTensors open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < Long.BYTES) {
                throw new FileException(
                        file + " is cut short or not a safetensors file: it has " + size + " bytes; " + REMEDY);
            }
            long length = read(channel, 0, Long.BYTES).getLong();
            if (length < 2 || length > MAX_HEADER || length > size - Long.BYTES) {
                throw new FileException(file + " is cut short or not a safetensors file: its header would take "
                        + Long.toUnsignedString(length) + " of " + size + " bytes; " + REMEDY);
            }
            byte[] json = read(channel, Long.BYTES, (int) length).array();
            boolean verified = verify(channel, json, file);
            long dataAt = Long.BYTES + length;
            String text = new String(json, StandardCharsets.UTF_8);
            return new SafeTensors(
                    file, dataAt, SafeTensorsHeader.parse(text, size - dataAt, file.toString()), verified);
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    /** The file's own key-value texts; the checksum is not among them. */
    public Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>(header.metadata());
        metadata.remove(CHECKSUM);
        return metadata;
    }

    /** Whether the file carries a checksum, which it then matches. */
    public boolean verified() {
        return verified;
    }

    /** The arrays' names in the order of their bytes. */
    public Set<String> names() {
        return header.entries().keySet();
    }

    /** The type of an array as the file spells it, such as {@code F32}. */
    public String type(String name) {
        return entry(name).type();
    }

    public int[] shape(String name) {
        return entry(name).shape().clone();
    }

    /**
     * Reads one array.
     *
     * @throws FileException if there is none of that name, its type is not read, or it is too large for a Java array
     */
    public NamedArray array(String name) {
        SafeTensorsHeader.Entry entry = entry(name);
        DType type = DType.named(entry.type()).filter(DType::isFloating).orElse(null);
        if (type == null) {
            throw new FileException(file + ": \"" + name + "\" has the type " + entry.type()
                    + ", but only F32, F64, F16 and BF16 can be read; convert it to F32");
        }
        long count = (entry.end() - entry.begin()) / type.bytes;
        if (count > Integer.MAX_VALUE - 8) {
            throw new FileException(
                    file + ": \"" + name + "\" has " + count + " elements, more than a Java array can hold; split it");
        }
        float[] data = new float[(int) count];
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int step = CHUNK / type.bytes;
            for (int done = 0; done < data.length; done += step) {
                int n = Math.min(step, data.length - done);
                long at = dataAt + entry.begin() + (long) done * type.bytes;
                type.read(read(channel, at, n * type.bytes), data, done, n);
            }
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
        return new NamedArray(name, entry.shape().clone(), data);
    }

    /** Reads all arrays, by name, in the order of their bytes. */
    public Map<String, NamedArray> arrays() {
        Map<String, NamedArray> arrays = new LinkedHashMap<>();
        names().forEach(name -> arrays.put(name, array(name)));
        return arrays;
    }

    private SafeTensorsHeader.Entry entry(String name) {
        SafeTensorsHeader.Entry entry = header.entries().get(name);
        if (entry == null) {
            throw new FileException(file + " has no array \"" + name + "\"; it has " + shortened(names()));
        }
        return entry;
    }

    private static String shortened(Set<String> names) {
        List<String> shown = new ArrayList<>(names.stream().limit(10).toList());
        if (names.size() > shown.size()) {
            shown.add("… (" + names.size() + " in all)");
        }
        return String.join(", ", shown);
    }

    /**
     * Writes the arrays in their order, atomically.
     *
     * @throws FileException if the file cannot be written
     * @throws IllegalArgumentException if a name is used twice, or is a reserved one
     */
    public static void write(Path file, Map<String, String> metadata, Collection<NamedArray> arrays) {
        if (metadata.containsKey(CHECKSUM)) {
            throw new IllegalArgumentException("the metadata \"" + CHECKSUM + "\" is reserved for the checksum");
        }
        Map<String, String> checked = new LinkedHashMap<>();
        checked.put(CHECKSUM, NO_CHECKSUM);
        checked.putAll(metadata);
        byte[] json = SafeTensorsHeader.print(checked, arrays);
        AtomicFiles.write(file, out -> {
            CheckedOutputStream sum = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32C());
            write(sum, json, arrays);
            byte[] digits = digits(sum.getChecksum().getValue());
            System.arraycopy(digits, 0, json, CHECKED_START.length, digits.length);
            write(out, json, arrays);
        });
    }

    private static void write(OutputStream out, byte[] json, Collection<NamedArray> arrays) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        out.write(chunk.putLong(0, json.length).array(), 0, Long.BYTES);
        out.write(json);
        int step = CHUNK / Float.BYTES;
        for (NamedArray array : arrays) {
            float[] data = array.data();
            for (int done = 0; done < data.length; done += step) {
                int n = Math.min(step, data.length - done);
                chunk.asFloatBuffer().put(data, done, n);
                out.write(chunk.array(), 0, n * Float.BYTES);
            }
        }
    }

    /**
     * Compares the whole file with its checksum, taken as if the digits themselves were zeros.
     *
     * @return whether there is one
     */
    private static boolean verify(FileChannel channel, byte[] json, Path file) throws IOException {
        int digitsEnd = CHECKED_START.length + NO_CHECKSUM.length();
        if (json.length < digitsEnd
                || !Arrays.equals(json, 0, CHECKED_START.length, CHECKED_START, 0, CHECKED_START.length)) {
            return false;
        }
        byte[] stored = Arrays.copyOfRange(json, CHECKED_START.length, digitsEnd);
        CRC32C sum = new CRC32C();
        long size = channel.size();
        for (long at = 0; at < size; at += CHUNK) {
            ByteBuffer chunk = read(channel, at, (int) Math.min(CHUNK, size - at));
            if (at == 0) {
                chunk.put(CHECKSUM_AT, NO_CHECKSUM.getBytes(StandardCharsets.US_ASCII));
            }
            sum.update(chunk);
        }
        if (!Arrays.equals(stored, digits(sum.getValue()))) {
            throw new FileException(
                    file + " is damaged or cut short: its content does not match its checksum; " + REMEDY);
        }
        return true;
    }

    private static byte[] digits(long crc) {
        return String.format("%08x", crc).getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer read(FileChannel channel, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("it ends too early; " + REMEDY);
            }
        }
        return bytes.flip();
    }
}
