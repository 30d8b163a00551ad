package dev.unroll.io;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The element types of safetensors: how many bytes each takes, and how those that Unroll computes with become floats. */
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

    boolean readable() {
        return this == F32 || this == F64 || this == F16 || this == BF16;
    }

    /** Reads {@code count} little-endian elements into {@code into} from {@code offset} on; F64 is rounded. */
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
            default -> throw new IllegalStateException(this + " is not read");
        }
    }
}
