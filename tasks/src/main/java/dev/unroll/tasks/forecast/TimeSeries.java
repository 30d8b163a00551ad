package dev.unroll.tasks.forecast;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Numbers in equal steps of time, none missing. */
public final class TimeSeries {
    private final String source;
    private final Columns columns;
    private final float[] values;
    private final @Nullable Clock clock;
    private final int filled;

    /**
     * Makes one.
     *
     * @param source where they are from, for messages
     * @param columns as they were found
     * @param values [rows × columns], those to forecast first
     * @param clock dates of the rows, null where they have none
     * @param filled how many of the values were missing and are filled in
     */
    TimeSeries(String source, Columns columns, float[] values, @Nullable Clock clock, int filled) {
        this.source = source;
        this.columns = columns;
        this.values = values;
        this.clock = clock;
        this.filled = filled;
    }

    /**
     * One without dates.
     *
     * @param source where it is from, for messages
     * @param columns that have names for all numbers of a row
     * @param values [rows × columns], those to forecast first
     */
    public static TimeSeries of(String source, Columns columns, float[] values) {
        return new TimeSeries(source, columns, values.clone(), null, 0);
    }

    /**
     * The dates of rows.
     *
     * @param form how they are written
     * @param first of the first row
     */
    record Clock(DateForm form, LocalDateTime first, Step step) {
        LocalDateTime at(long row) {
            return step.after(first, row);
        }
    }

    String source() {
        return source;
    }

    public Columns columns() {
        return columns;
    }

    /** [rows × columns], not a copy. */
    float[] values() {
        return values;
    }

    @Nullable
    Clock clock() {
        return clock;
    }

    /** How many of the values were missing and are filled in. */
    int filled() {
        return filled;
    }

    public int width() {
        return columns.numbers().size();
    }

    public int rows() {
        return values.length / width();
    }

    /** How many columns are forecast. */
    int targets() {
        return columns.targets().size();
    }

    /** What is written for the time of a row, also of one after the last: its date, or its number from 1 on. */
    String time(long row) {
        return clock == null ? String.valueOf(row + 1) : clock.form().print(clock.at(row));
    }

    /** One column of some rows. */
    double[] column(int column, int from, int to) {
        return IntStream.range(from, to)
                .mapToDouble(r -> values[r * width() + column])
                .toArray();
    }

    /** Only the first rows. */
    TimeSeries first(int rows) {
        return new TimeSeries(source, columns, Arrays.copyOf(values, rows * width()), clock, filled);
    }

    /** Tells whether another series has the same names, times and numbers in its first rows. */
    String hash(int rows) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        digest.update((columns.targets() + "|" + columns.others() + "|" + time(0) + "|" + time(rows - 1L))
                .getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, width()));
        for (int r = 0; r < rows; r++) {
            bytes.clear();
            bytes.asFloatBuffer().put(values, r * width(), width());
            digest.update(bytes);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
