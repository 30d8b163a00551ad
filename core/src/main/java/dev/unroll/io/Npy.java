package dev.unroll.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Reads numpy's arrays of numbers (NEP 1): {@code .npy}, one array, and {@code .npz}, a zip of several. Whole numbers become
 * floats where that is exact; arrays of objects, which would have to be unpickled, are refused.
 */
public final class Npy {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;

    private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-zA-Z]\\d+)'");
    private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\s]*)\\)");

    private static final Map<String, DType> TYPES = Map.ofEntries(
            Map.entry("f2", DType.F16),
            Map.entry("f4", DType.F32),
            Map.entry("f8", DType.F64),
            Map.entry("i1", DType.I8),
            Map.entry("i2", DType.I16),
            Map.entry("i4", DType.I32),
            Map.entry("i8", DType.I64),
            Map.entry("u1", DType.U8),
            Map.entry("u2", DType.U16),
            Map.entry("u4", DType.U32),
            Map.entry("u8", DType.U64),
            Map.entry("b1", DType.BOOL));

    private Npy() {}

    /**
     * Reads a {@code .npy}, or a {@code .npy.gz}.
     *
     * @throws FileException if it is not one, is damaged, or holds something else than numbers
     */
    public static NamedArray read(Path file) {
        return Unpacking.read(file, in -> read(in, file.toString()));
    }

    /**
     * Reads all arrays of a {@code .npz} by name, without the {@code .npy} of their entries.
     *
     * @throws FileException as {@link #read}
     */
    public static Map<String, NamedArray> readAll(Path file) {
        Map<String, NamedArray> arrays = new LinkedHashMap<>();
        Unpacking unpacking = new Unpacking(Unpacking.MOST);
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                String name = entry.getName().replaceFirst("\\.npy$", "");
                try (InputStream in = unpacking.limited(zip.getInputStream(entry), file + "!" + entry.getName())) {
                    NamedArray array = read(in, file + "!" + entry.getName());
                    arrays.put(name, new NamedArray(name, array.shape(), array.data()));
                }
            }
        } catch (ZipException | EOFException e) {
            throw Unpacking.damaged(file.toString(), e);
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
        return arrays;
    }

    private static NamedArray read(InputStream in, String name) throws IOException {
        byte[] start = in.readNBytes(MAGIC.length + 2);
        if (!Arrays.equals(Arrays.copyOf(start, MAGIC.length), MAGIC)) {
            throw new FileException(name + " is no array of numpy's (.npy); check what it is");
        }
        int sizeBytes = start.length == MAGIC.length + 2 && start[MAGIC.length] == 1 ? 2 : 4;
        byte[] size = Arrays.copyOf(in.readNBytes(sizeBytes), 4);
        int length = ByteBuffer.wrap(size).order(ByteOrder.LITTLE_ENDIAN).getInt();
        if (length < 0 || length > LONGEST_HEADER) {
            throw new FileException(name + " is damaged: its header would have " + Integer.toUnsignedString(length)
                    + " bytes; fetch it again");
        }
        String header = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        Matcher type = find(TYPE, header, name, "a type of plain numbers; save it again as numbers");
        DType numbers = TYPES.get(type.group(2));
        if (numbers == null) {
            throw new FileException(name + " holds elements of numpy's type " + type.group(2)
                    + ", which are no numbers that are read; save it again with astype('float32')");
        }
        boolean big = type.group(1).equals(">");
        boolean columns =
                find(ORDER, header, name, "an order; fetch it again").group(1).equals("True");
        int[] shape = shape(find(SHAPE, header, name, "a shape; fetch it again").group(1), name);
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        if (columns && shape.length > 1) {
            throw new FileException(name + " is stored column by column; save it again with numpy.ascontiguousarray");
        }
        return NumberArrays.read(in, name, numbers, order, shape);
    }

    private static Matcher find(Pattern pattern, String header, String name, String what) {
        Matcher matcher = pattern.matcher(header);
        if (!matcher.find()) {
            throw new FileException(name + ": the header " + header.strip() + " lacks " + what);
        }
        return matcher;
    }

    private static int[] shape(String text, String name) {
        try {
            return Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(d -> !d.isEmpty())
                    .mapToInt(Integer::parseInt)
                    .toArray();
        } catch (NumberFormatException e) {
            throw new FileException(name + " has the shape (" + text + "), which no Java array can hold; split it", e);
        }
    }
}
