package dev.unroll.data;

import org.jspecify.annotations.Nullable;

/**
 * What to take from folders and archives.
 *
 * @param include only names that match this pattern, such as {@code *.java} or {@code src/**}{@code /*.{c,h}}; null for
 *     all
 * @param maxUnpackedBytes how much {@code .gz} and {@code .zip} files may unpack to, together
 */
public record CorpusOptions(@Nullable String include, long maxUnpackedBytes) {
    /** Everything, and at most 16 GiB out of archives. */
    public static final CorpusOptions DEFAULT = new CorpusOptions(null, 16L << 30);

    public CorpusOptions withInclude(@Nullable String pattern) {
        return new CorpusOptions(pattern, maxUnpackedBytes);
    }

    public CorpusOptions withMaxUnpackedBytes(long bytes) {
        return new CorpusOptions(include, bytes);
    }
}
