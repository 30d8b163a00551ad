package dev.unroll.data;

import dev.unroll.io.FileException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Turns UTF-8 texts into numbered symbols in one pass, so that a pipe or an archive need be read only once: symbols are
 * numbered as they appear, and put into the vocabulary's order when the tokens are read ({@link TokenStream}).
 */
final class Tokenizer implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int BYTE_ORDER_MARK = 0xfeff;

    private final SymbolTable symbols = new SymbolTable();
    private final TokenStore store;
    private final MessageDigest digest;
    private final byte[] buffer = new byte[BUFFER];
    private final int[] pending = new int[TokenStore.CHUNK];
    private int pendingCount;
    private long stored;
    private int texts;

    Tokenizer(long heapLimit) {
        store = new TokenStore(heapLimit);
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }

    /**
     * Appends a text. A byte order mark at its beginning is not part of it.
     *
     * @throws FileException if it is not UTF-8, or has a zero byte, which no text has
     */
    void read(String name, InputStream text) throws IOException {
        long start = characters();
        long offset = 0;
        int kept = 0;
        boolean last = false;
        while (!last) {
            int end = kept + text.readNBytes(buffer, kept, BUFFER - kept);
            last = end < BUFFER;
            int from = offset == 0 && Utf8.decode(buffer, 0, end) == BYTE_ORDER_MARK ? 3 : 0;
            int used = decode(name, from, end, last, offset, start);
            digest.update(buffer, from, used - from);
            kept = end - used;
            System.arraycopy(buffer, used, buffer, 0, kept);
            offset += used;
        }
        texts++;
    }

    /** Decodes what is whole in the buffer and says up to where that is. */
    private int decode(String name, int from, int end, boolean last, long offset, long start) {
        int i = from;
        while (i < end) {
            i += appendKnown(i, Math.min(end - i, TokenStore.CHUNK - pendingCount));
            if (i < end && pendingCount < TokenStore.CHUNK) {
                int length = Utf8.length(buffer[i]);
                if (i + length > end && !last) {
                    break;
                }
                int codePoint = Utf8.decode(buffer, i, end);
                if (codePoint <= 0) {
                    throw notText(name, i, end, offset);
                }
                int known = symbols.find(codePoint);
                int number = known >= 0 ? known : symbols.add(codePoint, name, characters() - start);
                pending[pendingCount++] = number;
                i += length;
            }
            if (pendingCount == TokenStore.CHUNK) {
                store();
            }
        }
        return i;
    }

    /**
     * Appends the run of ASCII characters met before that begins at {@code from}, and returns its length. This loop is
     * where the time goes.
     */
    private int appendKnown(int from, int limit) {
        byte[] bytes = buffer;
        int[] out = pending;
        int shift = pendingCount - from;
        int i = from;
        int stop = from + limit;
        while (i < stop) {
            int b = bytes[i];
            int number = b > 0 ? symbols.find(b) : -1;
            if (number < 0) {
                break;
            }
            out[i + shift] = number;
            i++;
        }
        pendingCount += i - from;
        return i - from;
    }

    private void store() {
        store.add(pending, pendingCount, symbols.size() - 1);
        stored += pendingCount;
        pendingCount = 0;
    }

    private FileException notText(String name, int at, int end, long offset) {
        long position = offset + at;
        boolean wide = offset == 0 && end >= 2 && (buffer[0] ^ buffer[1]) == 1 && (buffer[0] | 1) == -1;
        String trouble = wide
                ? " is UTF-16, not UTF-8; convert it, for example with iconv -f UTF-16 -t UTF-8"
                : buffer[at] == 0
                        ? " is not a text: there is a zero byte at offset " + position
                                + "; name a text file, or leave this one out with an include pattern"
                        : " is not UTF-8: the byte 0x" + HexFormat.of().toHexDigits(buffer[at]) + " at offset "
                                + position
                                + " begins no character; convert it, for example with iconv -f LATIN1 -t UTF-8, or leave"
                                + " it out with an include pattern";
        return new FileException(name + trouble);
    }

    SymbolTable symbols() {
        return symbols;
    }

    long characters() {
        return stored + pendingCount;
    }

    int texts() {
        return texts;
    }

    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }

    List<TokenChunk> finish() {
        if (pendingCount > 0) {
            store();
        }
        return store.finish();
    }

    @Override
    public void close() {
        store.close();
    }
}
