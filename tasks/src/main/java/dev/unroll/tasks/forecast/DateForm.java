package dev.unroll.tasks.forecast;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How dates are written. What a form leaves out is the first there is: {@code 1949-01} is the first of January, at midnight. */
final class DateForm {
    /** Those that can mean one thing only: not 3/4/2020. */
    private static final List<DateForm> USUAL = List.of(
                    "yyyy-MM-dd HH:mm:ss",
                    "yyyy-MM-dd HH:mm",
                    "yyyy-MM-dd'T'HH:mm:ss",
                    "yyyy-MM-dd'T'HH:mm:ss'Z'",
                    "yyyy-MM-dd'T'HH:mm",
                    "yyyy-MM-dd",
                    "yyyy-MM",
                    "yyyy/MM/dd HH:mm:ss",
                    "yyyy/MM/dd HH:mm",
                    "yyyy/MM/dd",
                    "dd.MM.yyyy HH:mm:ss",
                    "dd.MM.yyyy HH:mm",
                    "dd.MM.yyyy")
            .stream()
            .map(DateForm::of)
            .toList();

    private final String pattern;
    private final DateTimeFormatter formatter;

    private DateForm(String pattern, DateTimeFormatter formatter) {
        this.pattern = pattern;
        this.formatter = formatter;
    }

    /** @throws IllegalArgumentException if it is none */
    static DateForm of(String pattern) {
        try {
            // A year of an era (y) is no whole date to the strict resolver, a year as such (u) is.
            DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().appendPattern(pattern.replace('y', 'u'));
            for (ChronoField field : List.of(
                    ChronoField.MONTH_OF_YEAR,
                    ChronoField.DAY_OF_MONTH,
                    ChronoField.HOUR_OF_DAY,
                    ChronoField.MINUTE_OF_HOUR)) {
                builder.parseDefaulting(field, field.range().getMinimum());
            }
            return new DateForm(pattern, builder.toFormatter(Locale.ROOT).withResolverStyle(ResolverStyle.STRICT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "\"" + pattern + "\" is no form of a date (" + e.getMessage()
                            + "); write for example dd/MM/yyyy HH:mm",
                    e);
        }
    }

    /** The usual one that a date is written in. */
    static Optional<DateForm> usual(String date) {
        return USUAL.stream().filter(form -> form.parse(date).isPresent()).findFirst();
    }

    String pattern() {
        return pattern;
    }

    Optional<LocalDateTime> parse(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, formatter));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    String print(LocalDateTime date) {
        return formatter.format(date);
    }
}
