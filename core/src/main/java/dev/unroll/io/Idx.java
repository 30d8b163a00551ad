package dev.unroll.io;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the format of MNIST's files (LeCun, Cortes and Burges): two zero bytes, a type, the number of dimensions, the
 * dimensions, the numbers; big-endian.
 */
public final class Idx {
    private static final int MOST_DIMENSIONS = 8;

    private Idx() {}

    /**
     * Reads a file, unpacked if its name ends in {@code .gz}. Bytes become floats from 0 to 255.
     *
     * @throws FileException if it is no such file, or not as long as it says
     */
    public static NamedArray read(Path file) {
        return Unpacking.read(file, in -> {
            byte[] magic = in.readNBytes(4);
            DType type = magic.length < 4 || magic[0] != 0 || magic[1] != 0 ? null : type(magic[2]);
            if (type == null || magic[3] < 1 || magic[3] > MOST_DIMENSIONS) {
                throw new FileException(file + " is no IDX file: it does not begin with two zero bytes, a type and"
                        + " the number of dimensions; check what it is");
            }
            int[] shape = new int[magic[3]];
            byte[] sizes = in.readNBytes(4 * shape.length);
            if (sizes.length < 4 * shape.length) {
                throw new EOFException("it ends in its header");
            }
            ByteBuffer.wrap(sizes).asIntBuffer().get(shape);
            return NumberArrays.read(in, file.toString(), type, ByteOrder.BIG_ENDIAN, shape);
        });
    }

    private static @Nullable DType type(byte code) {
        return switch (code) {
            case 0x08 -> DType.U8;
            case 0x09 -> DType.I8;
            case 0x0b -> DType.I16;
            case 0x0c -> DType.I32;
            case 0x0d -> DType.F32;
            case 0x0e -> DType.F64;
            default -> null;
        };
    }
}
