package dev.unroll.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A run of token numbers, packed into 1, 2 or 4 bytes each, in the machine's byte order. */
record TokenChunk(ByteBuffer packed, int width) {
    /** Packs the first {@code count} numbers, none of which is above {@code largest}. */
    static TokenChunk pack(int[] numbers, int count, int largest) {
        int width = largest < 1 << 8 ? 1 : largest < 1 << 16 ? 2 : 4;
        ByteBuffer packed = ByteBuffer.allocate(count * width).order(ByteOrder.nativeOrder());
        switch (width) {
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    packed.put(i, (byte) numbers[i]);
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    packed.putChar(2 * i, (char) numbers[i]);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    packed.putInt(4 * i, numbers[i]);
                }
            }
        }
        return new TokenChunk(packed, width);
    }

    /** A run that was packed before, from memory that holds its bytes. */
    static TokenChunk of(ByteBuffer packed, int width) {
        return new TokenChunk(packed.order(ByteOrder.nativeOrder()), width);
    }

    /** Copies {@code count} numbers from {@code first} on, each replaced by its id. */
    void copy(int first, int count, int[] ids, int[] into, int offset) {
        switch (width) {
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = ids[packed.get(first + i) & 0xff];
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = ids[packed.getChar(2 * (first + i))];
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    into[offset + i] = ids[packed.getInt(4 * (first + i))];
                }
            }
        }
    }
}
