package dev.unroll.data;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A text as token ids, as long as it likes: read piece by piece from the heap or from a mapped file. Immutable, and safe
 * to read from any number of threads.
 */
public final class TokenStream {
    private final List<TokenChunk> chunks;
    private final int[] ids;
    private final long from;
    private final long length;

    /** @param ids the vocabulary's id of each number in the chunks */
    TokenStream(List<TokenChunk> chunks, int[] ids, long from, long length) {
        this.chunks = chunks;
        this.ids = ids;
        this.from = from;
        this.length = length;
    }

    public long length() {
        return length;
    }

    /** The tokens from {@code begin} to before {@code end}; nothing is copied. */
    public TokenStream slice(long begin, long end) {
        Objects.checkFromToIndex(begin, end, length);
        return new TokenStream(chunks, ids, from + begin, end - begin);
    }

    /** A part to train on, and the rest. */
    public record Split(TokenStream training, TokenStream validation) {}

    /**
     * All tokens.
     *
     * @throws IllegalArgumentException if they are more than a Java array can hold
     */
    public int[] toArray() {
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "a text of " + length + " symbols is too long to be looked at as a whole; use a part of it");
        }
        int[] all = new int[(int) length];
        read(0, all, 0, all.length);
        return all;
    }

    /** How often a token comes; of one below 0 never. */
    public long count(int id) {
        int[] read = new int[TokenStore.CHUNK];
        long count = 0;
        for (long at = 0; at < length; at += read.length) {
            int n = (int) Math.min(read.length, length - at);
            read(at, read, 0, n);
            count += Arrays.stream(read, 0, n).filter(i -> i == id).count();
        }
        return count;
    }

    /** Copies {@code count} tokens from {@code position} on into {@code into}, from {@code offset} on. */
    public void read(long position, int[] into, int offset, int count) {
        Objects.checkFromIndexSize(position, count, length);
        Objects.checkFromIndexSize(offset, count, into.length);
        long at = from + position;
        int done = 0;
        while (done < count) {
            int chunk = (int) (at >>> TokenStore.CHUNK_BITS);
            int first = (int) at & (TokenStore.CHUNK - 1);
            int n = Math.min(count - done, TokenStore.CHUNK - first);
            chunks.get(chunk).copy(first, n, ids, into, offset + done);
            done += n;
            at += n;
        }
    }
}
