package dev.unroll.nn;

import dev.unroll.kernel.Flush;
import dev.unroll.kernel.Team;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Some columns of a table: row r begins at {@code offset + r · stride}. What two directions of reading exchange goes through
 * a <em>turn</em>, the permutation of rows that reverses each sequence within its length; it is its own inverse, and null
 * where nothing is turned.
 */
record Rows(float[] array, int offset, int stride) {
    /** Rows of one task. */
    private static final int ROWS = 64;

    /** The whole of a table without gaps. */
    static Rows of(float[] array, int columns) {
        return new Rows(array, 0, columns);
    }

    /** Row t · batch + b of the turned sequences is row (length − 1 − t) · batch + b. */
    static int[] turn(int[] lengths, int steps) {
        int batch = lengths.length;
        int[] turn = new int[steps * batch];
        for (int r = 0; r < turn.length; r++) {
            int t = r / batch;
            int b = r % batch;
            turn[r] = t < lengths[b] ? (lengths[b] - 1 - t) * batch + b : r;
        }
        return turn;
    }

    int at(int row) {
        return offset + row * stride;
    }

    /** The same rows from another column on. */
    Rows column(int first) {
        return new Rows(array, offset + first, stride);
    }

    /** The rows from one on. */
    Rows row(int first) {
        return new Rows(array, at(first), stride);
    }

    /** Whether it is a table of so many columns without gaps. */
    boolean isTable(int columns) {
        return offset == 0 && stride == columns;
    }

    /** Copies; what comes from outside may be subnormal, what arrives is not. */
    void copyTo(Rows to, Team team, int rows, int columns, int @Nullable [] turn) {
        forEach(team, rows, r -> Flush.copy(array, at(turn == null ? r : turn[r]), to.array, to.at(r), columns));
    }

    void addTo(Rows to, Team team, int rows, int columns, int @Nullable [] turn) {
        forEach(team, rows, r -> {
            int from = at(turn == null ? r : turn[r]);
            int into = to.at(r);
            for (int c = 0; c < columns; c++) {
                to.array[into + c] += array[from + c];
            }
        });
    }

    void clear(Team team, int rows, int columns) {
        forEach(team, rows, r -> Arrays.fill(array, at(r), at(r) + columns, 0));
    }

    /** Does something for every row, on all threads. */
    static void forEach(Team team, int rows, IntConsumer action) {
        team.forEach((rows + ROWS - 1) / ROWS, part -> {
            for (int r = part * ROWS; r < Math.min(rows, (part + 1) * ROWS); r++) {
                action.accept(r);
            }
        });
    }
}
