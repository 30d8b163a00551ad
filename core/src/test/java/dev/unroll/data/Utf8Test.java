package dev.unroll.data;

import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void everyCodePointIsDecodedAsTheJdkEncodesIt() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
                if (Utf8.length(bytes[0]) != bytes.length
                        || Utf8.decode(bytes, 0, bytes.length) != codePoint
                        || Utf8.decode(bytes, 0, bytes.length - 1) != -1) {
                    fail("U+%04X", codePoint);
                }
            }
        }
    }

    /** All leads with all second bytes, and third and fourth bytes at the edges of what can follow. */
    @Test
    void whatTheJdkRefusesIsRefused() {
        byte[] edges = {0x7f, (byte) 0x80, (byte) 0xbf, (byte) 0xc0};
        CharsetDecoder jdk = StandardCharsets.UTF_8.newDecoder();
        byte[] bytes = new byte[4];
        for (int lead = 0x80; lead <= 0xff; lead++) {
            bytes[0] = (byte) lead;
            for (int second = 0; second <= 0xff; second++) {
                bytes[1] = (byte) second;
                for (byte third : edges) {
                    bytes[2] = third;
                    for (byte fourth : edges) {
                        bytes[3] = fourth;
                        boolean decoded = Utf8.decode(bytes, 0, 4) >= 0;
                        if (decoded != beginsWithACharacter(jdk, bytes)) {
                            fail(HexFormat.of().formatHex(bytes));
                        }
                    }
                }
            }
        }
    }

    /** Whether some first bytes, and not only all four, are one character. */
    private static boolean beginsWithACharacter(CharsetDecoder jdk, byte[] bytes) {
        CharBuffer out = CharBuffer.allocate(4);
        jdk.reset().decode(ByteBuffer.wrap(bytes), out, true);
        return out.position() > 0;
    }
}
