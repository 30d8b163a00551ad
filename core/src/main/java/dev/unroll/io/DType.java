package dev.unroll.io;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The element types of files of numbers: how many bytes each takes, and how they become floats. */
enum DType {
    F32(4),
    F64(8),
    F16(2),
    BF16(2),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1),
    F8_E4M3(1),
    F8_E5M2(1),
    F8_E8M0(1),
    C64(8);

    final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    static Optional<DType> named(String name) {
        for (DType type : values()) {
            if (type.name().equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** Whether it is one that weights come in. */
    boolean isFloating() {
        return this == F32 || this == F64 || this == F16 || this == BF16;
    }

    /**
     * Reads {@code count} elements in the buffer's byte order into {@code into} from {@code offset} on; F64 is rounded.
     *
     * @throws ArithmeticException for a whole number that a float does not hold exactly
     */
    void read(ByteBuffer from, float[] into, int offset, int count) {
        int end = offset + count;
        switch (this) {
            case F32 -> from.asFloatBuffer().get(into, offset, count);
            case F64 -> {
                for (int i = offset; i < end; i++) {
                    into[i] = (float) from.getDouble();
                }
            }
            case F16 -> {
                for (int i = offset; i < end; i++) {
                    into[i] = Float.float16ToFloat(from.getShort());
                }
            }
            // bfloat16 is the upper half of a float32.
            case BF16 -> {
                for (int i = offset; i < end; i++) {
                    into[i] = Float.intBitsToFloat(from.getShort() << 16);
                }
            }
            case F8_E4M3, F8_E5M2, F8_E8M0, C64 -> throw new IllegalStateException(this + " is not read");
            default -> {
                for (int i = offset; i < end; i++) {
                    into[i] = exactly(whole(from));
                }
            }
        }
    }

    private long whole(ByteBuffer from) {
        return switch (this) {
            case BOOL, U8 -> from.get() & 0xff;
            case I8 -> from.get();
            case U16 -> from.getShort() & 0xffff;
            case I16 -> from.getShort();
            case U32 -> from.getInt() & 0xffff_ffffL;
            case I32 -> from.getInt();
            default -> from.getLong();
        };
    }

    private float exactly(long value) {
        float rounded = value;
        boolean tooLarge = this == U64 && value < 0;
        if (tooLarge || (long) rounded != value || value == Long.MAX_VALUE) {
            String written = this == U64 ? Long.toUnsignedString(value) : Long.toString(value);
            throw new ArithmeticException("the number " + written
                    + " does not fit a float, which has 24 bits; number things from 0, or scale them");
        }
        return rounded;
    }
}
