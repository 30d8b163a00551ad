package dev.unroll.tasks;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.unroll.expr.Spelling;
import dev.unroll.io.FileException;
import dev.unroll.io.Unpacking;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * A file of rows and named columns (RFC 4180): CSV, or TSV where its name says so ({@code .tsv}, {@code .tsv.gz}), in UTF-8,
 * quoted or not. An empty line is a row whose fields are all empty; but at the end of a file of several columns it is none.
 *
 * <pre>{@code
 * Table table = Table.read(Path.of("ETTh1.csv.gz"));
 * float[] features = table.numbers("HUFL", "HULL", "OT"); // [rows × 3]
 * }</pre>
 */
public final class Table {
    /** What people write where a number is missing. */
    private static final List<String> MISSING = List.of("", "NA", "NaN", "nan", "null");

    private final String source;
    private final List<String> columns;
    private final List<CsvRecord> rows;

    private Table(String source, List<String> columns, List<CsvRecord> rows) {
        this.source = source;
        this.columns = columns;
        this.rows = rows;
    }

    /**
     * Reads a file, unpacked if its name ends in {@code .gz}.
     *
     * @param names of the columns; none if the first line has them
     * @throws FileException with the line, if a row has more or fewer fields than there are columns, or a quote is never
     *     closed
     */
    public static Table read(Path file, String... names) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        boolean tabs = name.endsWith(".tsv") || name.endsWith(".tsv.gz");
        try {
            return of(file.toString(), Unpacking.read(file, in -> records(in, tabs ? '\t' : ',')), names);
        } catch (CsvParseException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /**
     * Reads CSV from a stream.
     *
     * @param source what it is, for messages
     */
    public static Table read(InputStream in, String source) throws IOException {
        try {
            return of(source, records(in, ','));
        } catch (CsvParseException e) {
            throw unreadable(source, e);
        }
    }

    private static FileException unreadable(String source, CsvParseException e) {
        return new FileException(source + " is no table: " + e.getMessage() + "; correct it there", e);
    }

    private static Table of(String source, List<CsvRecord> records, String... names) {
        if (records.isEmpty()) {
            throw new FileException(source + " is empty; check what it should hold");
        }
        List<String> columns = names.length == 0 ? records.getFirst().getFields() : List.of(names);
        if (columns.size() > 1) {
            while (isEmptyLine(records.getLast())) {
                records.removeLast();
            }
        }
        for (CsvRecord record : records) {
            if (record.getFieldCount() != columns.size() && !isEmptyLine(record)) {
                throw new FileException(source + ", line " + record.getStartingLineNumber() + ": "
                        + record.getFieldCount() + " fields, but there are " + columns.size()
                        + " columns; put quotes around a field that holds a separator or a quote");
            }
        }
        if (new HashSet<>(columns).size() < columns.size()) {
            throw new FileException(
                    source + ": two columns have one name in " + columns + "; rename one in the first line");
        }
        return new Table(source, columns, List.copyOf(records.subList(names.length == 0 ? 1 : 0, records.size())));
    }

    private static boolean isEmptyLine(CsvRecord record) {
        return record.getFieldCount() == 1 && record.getField(0).isEmpty();
    }

    private static String field(CsvRecord row, int column) {
        return isEmptyLine(row) ? "" : row.getField(column);
    }

    private static List<CsvRecord> records(InputStream in, char separator) throws IOException {
        List<CsvRecord> all = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .fieldSeparator(separator)
                .detectBomHeader(true)
                .skipEmptyLines(false)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE) // the caller refuses it and says the line
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .ofCsvRecord(in)) {
            reader.forEach(all::add);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return all;
    }

    /** The names in the first line. */
    public List<String> columns() {
        return columns;
    }

    /** How many rows there are below the first line. */
    public int rows() {
        return rows.size();
    }

    /** Where a row stands, for messages: the source and the line. */
    public String place(int row) {
        return source + ", line " + rows.get(row).getStartingLineNumber();
    }

    /** One column as it is written. */
    public List<String> texts(String column) {
        int c = index(column);
        return rows.stream().map(row -> field(row, c)).toList();
    }

    /**
     * Columns side by side as numbers; an empty field, {@code NA}, {@code NaN} or {@code null} is missing and becomes NaN.
     *
     * @return [rows × columns]
     * @throws FileException with the line, if a field is something else
     */
    public float[] numbers(String... names) {
        int[] indices = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            indices[i] = index(names[i]);
        }
        float[] numbers = new float[Math.multiplyExact(rows.size(), names.length)];
        for (int r = 0; r < rows.size(); r++) {
            for (int i = 0; i < names.length; i++) {
                numbers[r * names.length + i] = number(rows.get(r), indices[i]);
            }
        }
        return numbers;
    }

    private float number(CsvRecord row, int column) {
        String text = field(row, column).strip();
        try {
            return MISSING.contains(text) ? Float.NaN : Float.parseFloat(text);
        } catch (NumberFormatException e) {
            throw new FileException(
                    source + ", line " + row.getStartingLineNumber() + ": " + columns.get(column) + " is \"" + text
                            + "\", not a number; correct it, or leave the field empty where it is missing",
                    e);
        }
    }

    private int index(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            String nearest = Spelling.suggestion(column, columns);
            throw new FileException(source + " has no column " + column + "; it has " + String.join(", ", columns)
                    + (nearest.isEmpty() ? "" : "; " + nearest));
        }
        return index;
    }
}
