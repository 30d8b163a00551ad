package dev.unroll.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file, a JSON object: where each array lies in the bytes that follow it, checked so that
 * whoever reads by it stays within the file.
 */
record SafeTensorsHeader(Map<String, String> metadata, Map<String, Entry> entries) {
    private static final String METADATA = "__metadata__";

    /**
     * One array. {@code begin} and {@code end} are byte offsets behind the header. The type is kept as written: a file
     * may hold arrays that Unroll lists but cannot read.
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(String type, int[] shape, long begin, long end) {}

    /**
     * Reads and checks a header.
     *
     * @param dataBytes how many bytes follow the header in the file
     * @throws FileException if it is malformed, or if the arrays do not tile those bytes exactly
     */
    static SafeTensorsHeader parse(String json, long dataBytes, String file) {
        JsonObject header = Json.parse(json, "the header of " + file);
        Map<String, String> metadata = new LinkedHashMap<>();
        if (header.has(METADATA)) {
            JsonObject texts = header.getObject(METADATA);
            texts.keys().forEach(key -> metadata.put(key, texts.getString(key)));
        }
        List<Map.Entry<String, Entry>> arrays = new ArrayList<>();
        for (String name : header.keys()) {
            if (!name.equals(METADATA)) {
                arrays.add(Map.entry(name, entry(header.getObject(name), name, file)));
            }
        }
        arrays.sort(Comparator.comparingLong(
                        (Map.Entry<String, Entry> a) -> a.getValue().begin())
                .thenComparingLong(a -> a.getValue().end()));
        // The format allows neither holes nor overlaps, so that no byte is hidden or read twice.
        long position = 0;
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<String, Entry> array : arrays) {
            Entry entry = array.getValue();
            if (entry.begin() != position) {
                throw corrupt(file, array.getKey(), "begins at byte " + entry.begin() + " instead of " + position);
            }
            if (entry.end() > dataBytes) {
                throw corrupt(file, array.getKey(), "ends at byte " + entry.end() + " of " + dataBytes);
            }
            position = entry.end();
            entries.put(array.getKey(), entry);
        }
        if (position != dataBytes) {
            throw new FileException(file + " is corrupt: " + dataBytes + " bytes follow its header, which speaks of "
                    + position + "; " + SafeTensors.REMEDY);
        }
        return new SafeTensorsHeader(Collections.unmodifiableMap(metadata), Collections.unmodifiableMap(entries));
    }

    private static Entry entry(JsonObject array, String name, String file) {
        String type = array.getString("dtype");
        long[] sizes = longs(array, "shape", name, file);
        long[] offsets = longs(array, "data_offsets", name, file);
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw corrupt(file, name, "has the offsets " + Arrays.toString(offsets));
        }
        long bytes = offsets[1] - offsets[0];
        int[] shape = new int[sizes.length];
        try {
            long elements = 1;
            for (int d = 0; d < shape.length; d++) {
                shape[d] = Math.toIntExact(sizes[d]);
                elements = Math.multiplyExact(elements, sizes[d]);
            }
            long count = elements;
            if (DType.named(type)
                    .filter(t -> Math.multiplyExact(count, t.bytes) != bytes)
                    .isPresent()) {
                throw corrupt(file, name, "has " + bytes + " bytes, not those of a " + type + Arrays.toString(shape));
            }
        } catch (ArithmeticException e) {
            throw corrupt(file, name, "has the impossible shape " + Arrays.toString(sizes));
        }
        return new Entry(type, shape, offsets[0], offsets[1]);
    }

    /** A list of whole numbers, none negative. */
    private static long[] longs(JsonObject array, String key, String name, String file) {
        if (!(array.get(key) instanceof List<?> list)) {
            throw corrupt(file, name, "has no " + key);
        }
        long[] numbers = new long[list.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(list.get(i) instanceof Long number) || number < 0) {
                throw corrupt(file, name, "has \"" + list.get(i) + "\" in its " + key);
            }
            numbers[i] = number;
        }
        return numbers;
    }

    private static FileException corrupt(String file, String name, String trouble) {
        return new FileException(file + " is corrupt: \"" + name + "\" " + trouble + "; " + SafeTensors.REMEDY);
    }

    /** The header's bytes for arrays stored one after the other as F32, padded so that the data is aligned. */
    static byte[] print(Map<String, String> metadata, Collection<NamedArray> arrays) {
        JsonObject header = new JsonObject();
        JsonObject texts = new JsonObject();
        metadata.forEach(texts::put);
        header.put(METADATA, texts);
        long position = 0;
        for (NamedArray array : arrays) {
            if (header.has(array.name())) {
                throw new IllegalArgumentException("the name \"" + array.name() + "\" is used twice or reserved");
            }
            long end = position + (long) Float.BYTES * array.data().length;
            header.put(
                    array.name(),
                    new JsonObject()
                            .put("dtype", DType.F32.name())
                            .put("shape", Arrays.stream(array.shape()).boxed().toList())
                            .put("data_offsets", List.of(position, end)));
            position = end;
        }
        String json = Json.line(header);
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(bytes, Math.ceilDiv(bytes.length, Long.BYTES) * Long.BYTES);
        Arrays.fill(padded, bytes.length, padded.length, (byte) ' ');
        return padded;
    }
}
