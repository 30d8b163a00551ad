package dev.unroll.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Reads the numbers of an array whose header has told their type and shape. The header may lie: memory grows with what is there. */
final class NumberArrays {
    private static final int CHUNK = 1 << 16;

    private NumberArrays() {}

    /**
     * Reads numbers up to the end of a stream.
     *
     * @param name of the array, and for messages
     * @throws FileException if there are fewer or more than the shape says, or one is no float exactly
     */
    static NamedArray read(InputStream in, String name, DType type, ByteOrder order, int[] shape) throws IOException {
        long count = 1;
        for (int d : shape) {
            count *= d;
            if (d < 0 || count > Integer.MAX_VALUE - 8) {
                throw new FileException(
                        name + " has the shape " + Arrays.toString(shape)
                                + ", which no Java array can hold; split it, or fetch it again if that is not what it should be");
            }
        }
        float[] values = new float[(int) Math.min(count, CHUNK)];
        int done = 0;
        while (done < count) {
            int n = (int) Math.min(CHUNK, count - done);
            byte[] bytes = in.readNBytes(n * type.bytes);
            if (bytes.length < n * type.bytes) {
                throw new EOFException("it has fewer numbers than its shape " + Arrays.toString(shape));
            }
            if (done + n > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(count, Math.max(done + n, 2L * values.length)));
            }
            try {
                type.read(ByteBuffer.wrap(bytes).order(order), values, done, n);
            } catch (ArithmeticException e) {
                throw new FileException(name + ": " + e.getMessage(), e);
            }
            done += n;
        }
        if (in.read() >= 0) {
            throw new FileException(name + " goes on after the numbers of its shape " + Arrays.toString(shape)
                    + "; fetch or make it again");
        }
        return new NamedArray(name, shape, values);
    }
}
