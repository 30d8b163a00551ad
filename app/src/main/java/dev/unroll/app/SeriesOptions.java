package dev.unroll.app;

import dev.unroll.tasks.forecast.Columns;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which columns of a table make a series. */
final class SeriesOptions {
    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            split = ",",
            description = "What is to be forecast, one or several (default: the only column of numbers).")
    private List<String> targets = List.of();

    @Option(
            names = "--with",
            paramLabel = "COLUMN",
            split = ",",
            description = "Other columns that are read (default: none).")
    private List<String> others = List.of();

    @Option(
            names = "--date",
            paramLabel = "COLUMN",
            description = "Of dates, or none (default: the first that has some).")
    private @Nullable String date;

    @Option(
            names = "--date-form",
            paramLabel = "FORM",
            description = "How dates are written, for example dd/MM/yyyy HH:mm (default: found among the usual ones).")
    private @Nullable String form;

    @Option(
            names = "--fill",
            paramLabel = "N",
            description = "Put straight lines in gaps of up to so many rows (default: 0, gaps are refused).")
    private int fill;

    Columns columns() {
        return new Columns(date == null ? "" : date, form == null ? "" : form, targets, others, fill);
    }

    /** What to type to have them read once more. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, "--target", String.join(",", targets));
        add(words, "--with", String.join(",", others));
        add(words, "--date", date == null ? "" : date);
        add(words, "--date-form", form == null ? "" : form);
        add(words, "--fill", fill == 0 ? "" : String.valueOf(fill));
        return words;
    }

    private static void add(List<String> words, String option, String value) {
        if (!value.isEmpty()) {
            words.addAll(List.of(option, value));
        }
    }
}
