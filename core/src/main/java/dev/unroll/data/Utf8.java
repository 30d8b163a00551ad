package dev.unroll.data;

/** Strict UTF-8 (The Unicode Standard, table 3-7): no overlong forms, no surrogates, nothing above U+10FFFF. */
final class Utf8 {
    private Utf8() {}

    /** How many bytes a character takes that begins with {@code lead}; 0 if none does. */
    static int length(byte lead) {
        int b = lead & 0xff;
        if (b < 0x80) {
            return 1;
        }
        if (b < 0xc2 || b > 0xf4) {
            return 0;
        }
        return b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
    }

    /** The code point that begins at {@code at} and ends before {@code end}, or -1 if none well-formed does. */
    static int decode(byte[] bytes, int at, int end) {
        int length = length(bytes[at]);
        if (length == 0 || at + length > end) {
            return -1;
        }
        if (length == 1) {
            return bytes[at];
        }
        int codePoint = bytes[at] & (0x7f >> length);
        for (int i = 1; i < length; i++) {
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return -1;
            }
            codePoint = (codePoint << 6) | (bytes[at + i] & 0x3f);
        }
        boolean overlong = (length == 3 && codePoint < 0x800) || (length == 4 && codePoint < 0x10000);
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return overlong || surrogate || codePoint > Character.MAX_CODE_POINT ? -1 : codePoint;
    }
}
