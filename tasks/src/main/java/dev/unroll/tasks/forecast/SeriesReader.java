package dev.unroll.tasks.forecast;

import dev.unroll.io.FileException;
import dev.unroll.tasks.Table;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a series of a table: its dates must rise in equal steps, and nothing may be missing, but that short gaps are filled by straight
 * lines where {@link Columns#fill} allows it, gaps of whole rows too.
 *
 * <pre>{@code
 * TimeSeries series = SeriesReader.read(Path.of("ETTh1.csv.gz"), new Columns("", "", List.of("OT"), List.of(), 0));
 * }</pre>
 */
public final class SeriesReader {
    private static final Set<String> OFTEN_DATES =
            Set.of("date", "time", "datetime", "timestamp", "ds", "day", "week", "month", "year");

    private final Table table;
    private final String source;
    private final Columns columns;
    private final @Nullable DateForm form;

    private SeriesReader(Table table, String source, Columns wanted) {
        this.table = table;
        this.source = source;
        if (table.rows() < 2) {
            throw new FileException(
                    source + " has " + table.rows() + " rows below its first line; a series needs two at least");
        }
        String date = wanted.date().isEmpty() ? dateColumn() : wanted.date();
        form = date.equals(Columns.NONE) ? null : form(date, wanted.form());
        List<String> targets = wanted.targets().isEmpty() ? List.of(onlyNumbers(date, wanted)) : wanted.targets();
        columns = new Columns(date, wanted.form(), targets, wanted.others(), wanted.fill());
        if (columns.numbers().contains(date)) {
            throw new FileException(source + ": " + date + " is the column of dates; name a column of numbers,"
                    + " or another one for the dates (--date)");
        }
    }

    /**
     * Reads a file, unpacked if its name ends in {@code .gz}.
     *
     * @throws FileException naming the line, if it holds no such series
     */
    public static TimeSeries read(Path file, Columns columns) {
        return new SeriesReader(Table.read(file), file.toString(), columns).series();
    }

    /**
     * Reads CSV from a stream.
     *
     * @param source what it is, for messages
     */
    public static TimeSeries read(InputStream in, String source, Columns columns) throws IOException {
        return new SeriesReader(Table.read(in, source), source, columns).series();
    }

    /** The first column that has dates in it, or is called so and has years. */
    private String dateColumn() {
        for (String name : table.columns()) {
            String first = table.texts(name).getFirst().strip();
            boolean year = name.strip().equalsIgnoreCase("year") && first.matches("\\d{4}");
            boolean parts = table.columns().stream().anyMatch(c -> c.strip().equalsIgnoreCase("month"));
            if (DateForm.usual(first).isPresent() || (year && !parts)) {
                return name;
            }
            if (OFTEN_DATES.contains(name.strip().toLowerCase(Locale.ROOT)) && !isNumber(first)) {
                throw new FileException(table.place(0) + ": " + name + " is \"" + first
                        + "\", which is not written as dates usually are; say how with --date-form, for example dd/MM/yyyy,"
                        + " or leave dates out with --date " + Columns.NONE);
            }
        }
        return Columns.NONE;
    }

    private DateForm form(String column, String given) {
        String first = table.texts(column).getFirst().strip();
        if (!given.isEmpty()) {
            return DateForm.of(given);
        }
        return DateForm.usual(first)
                .or(() -> first.matches("\\d{4}") ? Optional.of(DateForm.of("yyyy")) : Optional.empty())
                .orElseThrow(() -> new FileException(table.place(0) + ": " + column + " is \"" + first
                        + "\", which is not written as dates usually are; say how with --date-form, for example"
                        + " dd/MM/yyyy"));
    }

    private static boolean isNumber(String text) {
        try {
            Float.parseFloat(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private String onlyNumbers(String date, Columns wanted) {
        List<String> left = table.columns().stream()
                .filter(c -> !c.equals(date) && !wanted.others().contains(c))
                .toList();
        if (left.size() != 1) {
            throw new FileException(source + " has the columns " + String.join(", ", table.columns())
                    + "; say with --target which of them is to be forecast");
        }
        return left.getFirst();
    }

    private TimeSeries series() {
        List<String> names = columns.numbers();
        float[] numbers = table.numbers(names.toArray(String[]::new));
        for (int i = 0; i < numbers.length; i++) {
            if (Float.isInfinite(numbers[i])) {
                throw new FileException(table.place(i / names.size()) + ": " + names.get(i % names.size())
                        + " is not finite; correct it, or leave the field empty where it is missing");
            }
        }
        TimeSeries.Clock clock = null;
        int[] rows = new int[table.rows()]; // that of each line
        Arrays.setAll(rows, i -> i);
        DateForm written = form;
        if (written != null) {
            List<String> texts = table.texts(columns.date());
            List<LocalDateTime> dates = dates(written, texts);
            Step step = Step.of(dates);
            rows = rows(dates, texts, step);
            clock = new TimeSeries.Clock(written, dates.getFirst(), step);
        }
        float[] values = new float[Math.multiplyExact(rows[rows.length - 1] + 1, names.size())];
        Arrays.fill(values, Float.NaN);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(numbers, i * names.size(), values, rows[i] * names.size(), names.size());
        }
        int filled = 0;
        for (int c = 0; c < names.size(); c++) {
            filled += fill(values, c, rows);
        }
        return new TimeSeries(source, columns, values, clock, filled);
    }

    private List<LocalDateTime> dates(DateForm written, List<String> texts) {
        List<LocalDateTime> dates = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            String place = table.place(i);
            LocalDateTime date = written.parse(text.strip())
                    .orElseThrow(() -> new FileException(place + ": " + columns.date() + " is \"" + text
                            + "\", which is not written as " + written.pattern() + " like the first"
                            + (columns.form().isEmpty() ? "; correct it, or say the form with --date-form" : "")));
            if (!dates.isEmpty() && !date.isAfter(dates.getLast())) {
                throw new FileException(place + ": " + text
                        + (date.equals(dates.getLast())
                                ? " comes twice; leave one of the lines out"
                                : " comes after " + texts.get(i - 1) + "; sort the lines by date"));
            }
            dates.add(date);
        }
        return dates;
    }

    /** The row of each line; rows that have no line are between them. */
    private int[] rows(List<LocalDateTime> dates, List<String> texts, Step step) {
        int[] rows = new int[dates.size()];
        for (int i = 1; i < rows.length; i++) {
            OptionalLong steps = step.between(dates.get(i - 1), dates.get(i));
            String place = table.place(i);
            String date = texts.get(i);
            if (steps.isEmpty()) {
                throw new FileException(place + ": " + date + " is no whole number of steps of " + step
                        + " after the line before, but most lines are so far apart; bring the series to equal steps,"
                        + " or leave dates out with --date " + Columns.NONE);
            }
            long missing = steps.getAsLong() - 1;
            if (missing > columns.fill()) {
                throw new FileException(place + ": before " + date + " " + missing
                        + (missing == 1 ? " row is missing" : " rows are missing") + " (a step is " + step + "); "
                        + fill(missing));
            }
            rows[i] = Math.addExact(rows[i - 1], (int) steps.getAsLong());
        }
        return rows;
    }

    private static String fill(long missing) {
        return "fill gaps of up to so many by straight lines with --fill " + missing
                + ", or begin the file after the gap";
    }

    /** Fills the gaps of a column; returns how many values those are. */
    private int fill(float[] values, int column, int[] rows) {
        int width = columns.numbers().size();
        int count = values.length / width;
        int filled = 0;
        int last = -1;
        for (int r = 0; r <= count; r++) {
            boolean isThere = r < count && !Float.isNaN(values[r * width + column]);
            int gap = r - last - 1;
            if (gap > 0 && (isThere || r == count)) {
                if (last < 0 || r == count || gap > columns.fill()) {
                    refuse(column, last + 1, gap, last < 0 || r == count, rows);
                }
                float from = values[last * width + column];
                float to = values[r * width + column];
                for (int k = 1; k <= gap; k++) {
                    values[(last + k) * width + column] = from + (to - from) * k / (gap + 1);
                }
                filled += gap;
            }
            last = isThere ? r : last;
        }
        return filled;
    }

    private void refuse(int column, int row, int gap, boolean atTheEdge, int[] rows) {
        int line = Arrays.binarySearch(rows, row);
        throw new FileException(table.place(line < 0 ? -line - 1 : line) + ": "
                + columns.numbers().get(column) + " is missing" + (gap == 1 ? "" : " in " + gap + " rows") + "; "
                + (atTheEdge
                        ? "a gap at the beginning or the end cannot be filled, so leave its lines out"
                        : fill(gap)));
    }
}
