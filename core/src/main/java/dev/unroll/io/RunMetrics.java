package dev.unroll.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The numbers in a run's {@code metrics.jsonl} as columns, read on from where the last look ended: made for those who
 * watch a run that goes on. A hundred thousand lines take some tens of milliseconds.
 *
 * <pre>{@code
 * RunMetrics metrics = new RunMetrics(Path.of("runs/shakespeare"));
 * metrics.refresh();
 * metrics.table("step").ifPresent(steps -> plot(steps.steps(), steps.column("loss")));
 * }</pre>
 *
 * Not safe for use by several threads at once.
 */
public final class RunMetrics {
    private static final int CHUNK = 1 << 20;

    /** A line longer than this is none of ours, and is not kept in memory to find its end. */
    private static final int LONGEST_LINE = 1 << 20;

    /** Kinds of lines, and numbers in one: a damaged file must not fill the memory with columns. */
    private static final int MOST = 64;

    private static final String STEP = "step";
    private static final String EVENT = "event";

    private final Path file;
    private final MetricLine scanner = new MetricLine();
    private final Row row = new Row();
    private final Map<String, Table> tables = new LinkedHashMap<>();
    private @Nullable Object fileKey;
    private long offset;
    private byte[] rest = new byte[0];

    /** @param run the run's folder; it need not have metrics yet */
    public RunMetrics(Path run) {
        file = run.resolve(RunFolder.METRICS);
    }

    /** All lines of one event. A row without a column's number has NaN there. */
    public static final class Table {
        private long[] steps = new long[16];
        private final Map<String, float[]> columns = new LinkedHashMap<>();
        private int rows;

        public int rows() {
            return rows;
        }

        /** Updates made, by row; only the first {@link #rows} count. */
        public long[] steps() {
            return steps;
        }

        /** By row, empty where no line has such a number; only the first {@link #rows} count. */
        public Optional<float[]> column(String name) {
            return Optional.ofNullable(columns.get(name));
        }

        /** The last row's number; NaN where there is none. */
        public double last(String name) {
            float[] column = columns.get(name);
            return column == null ? Double.NaN : column[rows - 1];
        }

        private void add(long step, Row row) {
            if (rows == steps.length) {
                steps = Arrays.copyOf(steps, 2 * rows);
                columns.replaceAll((_, c) -> grown(c, 2 * rows));
            }
            steps[rows] = step;
            for (float[] column : columns.values()) {
                column[rows] = Float.NaN;
            }
            for (int i = 0; i < row.count; i++) {
                if (columns.size() < MOST || columns.containsKey(row.names[i])) {
                    columns.computeIfAbsent(row.names[i], _ -> grown(new float[0], steps.length))[rows] =
                            (float) row.values[i];
                }
            }
            rows++;
        }

        private static float[] grown(float[] column, int length) {
            float[] longer = Arrays.copyOf(column, length);
            Arrays.fill(longer, column.length, length, Float.NaN);
            return longer;
        }
    }

    /** The lines of an event, such as {@code step} or {@code validation}; empty where there is none. */
    public Optional<Table> table(String event) {
        return Optional.ofNullable(tables.get(event));
    }

    /**
     * Reads what was added since the last look, or everything where the file is another one: a resumed run replaces it.
     *
     * @return whether anything has changed
     * @throws FileException if it cannot be read
     */
    public boolean refresh() {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            boolean replaced = !Objects.equals(now.fileKey(), fileKey) || now.size() < offset;
            if (replaced) {
                forget();
                fileKey = now.fileKey();
            }
            return (now.size() > offset && read(now.size())) || replaced;
        } catch (NoSuchFileException e) {
            boolean had = offset > 0;
            forget();
            return had;
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    private void forget() {
        tables.clear();
        offset = 0;
        rest = new byte[0];
    }

    private boolean read(long size) throws IOException {
        boolean any = false;
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(offset);
            byte[] chunk = new byte[rest.length + (int) Math.min(CHUNK, size - offset)];
            while (offset < size) {
                System.arraycopy(rest, 0, chunk, 0, rest.length);
                int length = channel.read(ByteBuffer.wrap(chunk, rest.length, chunk.length - rest.length));
                if (length < 0) {
                    break;
                }
                offset += length;
                int filled = rest.length + length;
                int from = 0;
                for (int i = rest.length; i < filled; i++) {
                    if (chunk[i] == '\n') {
                        any |= line(chunk, from, i);
                        from = i + 1;
                    }
                }
                rest = filled - from > LONGEST_LINE ? new byte[0] : Arrays.copyOfRange(chunk, from, filled);
                if (chunk.length - rest.length < CHUNK / 2) {
                    chunk = new byte[rest.length + CHUNK];
                }
            }
        }
        return any;
    }

    private boolean line(byte[] bytes, int from, int to) {
        row.clear();
        if (!scanner.read(bytes, from, to, row)) {
            row.clear();
            try {
                row.read(Json.parse(new String(bytes, from, to - from, StandardCharsets.UTF_8), RunFolder.METRICS));
            } catch (FileException e) {
                return false; // cut off by a process that was killed
            }
        }
        if (row.event.isEmpty() || row.step < 0 || (tables.size() == MOST && !tables.containsKey(row.event))) {
            return false;
        }
        tables.computeIfAbsent(row.event, _ -> new Table()).add(row.step, row);
        return true;
    }

    /** The numbers of the line at hand. Its names are interned by their place: lines of a kind have them in one order. */
    private static final class Row implements MetricLine.Members {
        private final String[] names = new String[MOST];
        private final double[] values = new double[MOST];
        private String event = "";
        private long step;
        private int count;
        private final Map<Integer, String> known = new LinkedHashMap<>();

        void clear() {
            event = "";
            step = -1;
            count = 0;
        }

        @Override
        public void text(byte[] line, int keyFrom, int keyTo, int from, int to) {
            if (name(line, keyFrom, keyTo).equals(EVENT)) {
                event = name(line, from, to);
            }
        }

        @Override
        public void number(byte[] line, int keyFrom, int keyTo, double value) {
            put(name(line, keyFrom, keyTo), value);
        }

        private void put(String name, double value) {
            if (name.equals(STEP)) {
                step = (long) value;
            } else if (count < MOST) {
                names[count] = name;
                values[count++] = value;
            }
        }

        /** A short text, made once for equal ones. */
        private String name(byte[] line, int from, int to) {
            int hash = 1;
            for (int i = from; i < to; i++) {
                hash = 31 * hash + line[i];
            }
            String name = known.get(hash);
            if (name == null || !matches(name, line, from, to)) {
                name = new String(line, from, to - from, StandardCharsets.UTF_8);
                if (known.size() < 10 * MOST) {
                    known.putIfAbsent(hash, name);
                }
            }
            return name;
        }

        private static boolean matches(String name, byte[] line, int from, int to) {
            if (name.length() != to - from) {
                return false;
            }
            for (int i = from; i < to; i++) {
                if (name.charAt(i - from) != line[i]) {
                    return false;
                }
            }
            return true;
        }

        void read(JsonObject line) {
            for (String key : line.keys()) {
                Object value = line.get(key);
                if (value instanceof Number n) {
                    put(key, n.doubleValue());
                } else if (value == null) {
                    put(key, Double.NaN);
                } else if (key.equals(EVENT) && value instanceof String text) {
                    event = text;
                }
            }
        }
    }
}
