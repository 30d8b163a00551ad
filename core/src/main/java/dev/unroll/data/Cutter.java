package dev.unroll.data;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Cuts texts of any length into what a pattern matches, one match after the other; what lies between matches is left out. No match
 * may hang on what is before it, nor on what is farther than {@link #REACH} behind its beginning.
 */
final class Cutter {
    private static final int BLOCK = 1 << 16;

    /** UTF-16 units from the beginning of a match on that it may hang on. */
    private static final int REACH = 10_000;

    private final Pattern pattern;

    Cutter(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    Stream<String> cut(String text) {
        return pattern.matcher(text).results().map(MatchResult::group);
    }

    /** @param text code points, as {@link Corpus#codePoints} gives them */
    void cut(TokenStream text, Consumer<String> to) {
        StringBuilder block = new StringBuilder();
        int[] read = new int[BLOCK];
        for (long at = 0; at < text.length(); at += BLOCK) {
            int count = (int) Math.min(BLOCK, text.length() - at);
            text.read(at, read, 0, count);
            Arrays.stream(read, 0, count).forEach(block::appendCodePoint);
            block.delete(0, whole(block, at + count == text.length(), to));
        }
    }

    /** Hands over what more text would not change, and returns where that ends. */
    private int whole(CharSequence block, boolean last, Consumer<String> to) {
        Matcher matcher = pattern.matcher(block);
        int end = 0;
        while (matcher.find()) {
            if (!last && matcher.start() > block.length() - REACH) {
                return end;
            }
            to.accept(matcher.group());
            end = matcher.end();
        }
        return block.length();
    }

    /**
     * A text in ids.
     *
     * @param text code points
     * @param ids of a match
     * @param symbols all ids are below
     */
    TokenStream tokens(TokenStream text, Function<String, int[]> ids, int symbols) {
        try (TokenStore store = new TokenStore(TokenStore.defaultHeapLimit())) {
            int[] pending = new int[TokenStore.CHUNK];
            long[] length = {0};
            cut(text, match -> {
                for (int id : ids.apply(match)) {
                    pending[(int) (length[0]++ % TokenStore.CHUNK)] = id;
                    if (length[0] % TokenStore.CHUNK == 0) {
                        store.add(pending, TokenStore.CHUNK, symbols - 1);
                    }
                }
            });
            int rest = (int) (length[0] % TokenStore.CHUNK);
            if (rest > 0) {
                store.add(pending, rest, symbols - 1);
            }
            int[] same = new int[symbols];
            Arrays.setAll(same, i -> i);
            return new TokenStream(store.finish(), same, 0, length[0]);
        }
    }
}
