package dev.unroll.tasks.forecast;

import dev.unroll.tasks.Check;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a date tells a model: where it is in the day, the week, the month and the year, each as sine and cosine, so that midnight is near
 * midnight.
 */
record Calendar(List<Round> rounds) {
    /** Says that it takes all that are coarser than a step and came round twice. */
    static final String FOUND = "found";

    static final String NONE = "none";

    /** What comes round. */
    enum Round {
        DAY(Duration.ofDays(1)),
        WEEK(Duration.ofDays(7)),
        MONTH(ChronoUnit.MONTHS.getDuration()),
        YEAR(ChronoUnit.YEARS.getDuration());

        private final long seconds;

        Round(Duration length) {
            seconds = length.toSeconds();
        }

        /** Which share of it is over. */
        private double share(LocalDateTime date) {
            return switch (this) {
                case DAY -> date.toLocalTime().toSecondOfDay() / 86_400.0;
                case WEEK -> (date.getDayOfWeek().getValue() - 1) / 7.0;
                case MONTH -> (date.getDayOfMonth() - 1) / 31.0;
                case YEAR -> (date.getMonthValue() - 1) / 12.0;
            };
        }
    }

    /** @throws IllegalArgumentException if a setting names no such */
    static void check(String setting) {
        if (!setting.equals(FOUND) && !setting.equals(NONE)) {
            for (String name : setting.split(",", -1)) {
                Check.named(Round.class, "what dates tell (--calendar) must be found or none, or each", name);
            }
        }
    }

    /**
     * For a training on the first rows of a series.
     *
     * @param setting as {@link ForecastSettings} has it
     */
    static Calendar of(TimeSeries.@Nullable Clock clock, int rows, String setting) {
        if (clock == null || setting.equals(NONE)) {
            return new Calendar(List.of());
        }
        if (!setting.equals(FOUND)) {
            return named(List.of(setting.split(",", -1)));
        }
        long step = clock.step().length();
        return new Calendar(Arrays.stream(Round.values())
                .filter(r -> step < r.seconds && step * rows >= 2 * r.seconds)
                .toList());
    }

    /** Numbers of a date. */
    int width() {
        return 2 * rounds.size();
    }

    /** Of all rows of a series, [rows × width]. */
    float[] of(TimeSeries series) {
        TimeSeries.Clock clock = series.clock();
        float[] all = new float[series.rows() * width()];
        for (int r = 0; clock != null && r < series.rows() && width() > 0; r++) {
            LocalDateTime date = clock.at(r);
            for (int i = 0; i < rounds.size(); i++) {
                double angle = 2 * Math.PI * rounds.get(i).share(date);
                all[r * width() + 2 * i] = (float) Math.sin(angle);
                all[r * width() + 2 * i + 1] = (float) Math.cos(angle);
            }
        }
        return all;
    }

    List<String> names() {
        return rounds.stream().map(r -> r.name().toLowerCase(Locale.ROOT)).toList();
    }

    static Calendar named(List<String> names) {
        List<Round> rounds = new ArrayList<>();
        names.forEach(name -> rounds.add(Round.valueOf(name.toUpperCase(Locale.ROOT))));
        return new Calendar(rounds);
    }
}
