package dev.unroll.tasks.forecast;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How far apart the rows of a series are: so many months, or so many seconds.
 *
 * @param months 0 where it is seconds
 * @param ends whether dates are the last of their months
 * @param seconds 0 where it is months
 */
record Step(int months, boolean ends, long seconds) {
    private static final long DAY = Duration.ofDays(1).toSeconds();

    /** The most frequent one between neighbours among at least two dates that rise. */
    static Step of(List<LocalDateTime> dates) {
        LocalDateTime first = dates.getFirst();
        boolean atOneTime = dates.stream().allMatch(d -> d.toLocalTime().equals(first.toLocalTime()));
        boolean ends = atOneTime && dates.stream().allMatch(Step::isEnd);
        boolean onOneDay = atOneTime && dates.stream().allMatch(d -> d.getDayOfMonth() == first.getDayOfMonth());
        if (ends || onOneDay) {
            return new Step((int) mostFrequent(dates, Step::months), ends, 0);
        }
        return new Step(0, false, mostFrequent(dates, ChronoUnit.SECONDS::between));
    }

    private interface Distance {
        long between(LocalDateTime from, LocalDateTime to);
    }

    private static long mostFrequent(List<LocalDateTime> dates, Distance distance) {
        Map<Long, Long> counts = IntStream.range(1, dates.size())
                .mapToObj(i -> distance.between(dates.get(i - 1), dates.get(i)))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return counts.entrySet().stream()
                .max(Map.Entry.<Long, Long>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .orElseThrow()
                .getKey();
    }

    private static boolean isEnd(LocalDateTime date) {
        return date.getDayOfMonth() == date.toLocalDate().lengthOfMonth();
    }

    private static long months(LocalDateTime from, LocalDateTime to) {
        return ChronoUnit.MONTHS.between(from.withDayOfMonth(1), to.withDayOfMonth(1));
    }

    /** The date so many steps later. */
    LocalDateTime after(LocalDateTime date, long steps) {
        if (months == 0) {
            return date.plusSeconds(Math.multiplyExact(steps, seconds));
        }
        LocalDateTime later = date.plusMonths(Math.multiplyExact(steps, (long) months));
        return ends ? later.with(TemporalAdjusters.lastDayOfMonth()) : later;
    }

    /** How many steps one date is after another; empty where that is no whole number. */
    OptionalLong between(LocalDateTime from, LocalDateTime to) {
        long steps = months == 0 ? ChronoUnit.SECONDS.between(from, to) / seconds : months(from, to) / months;
        return after(from, steps).equals(to) ? OptionalLong.of(steps) : OptionalLong.empty();
    }

    /** Of months about. */
    long length() {
        return months == 0 ? seconds : ChronoUnit.MONTHS.getDuration().toSeconds() * months;
    }

    @Override
    public String toString() {
        if (months > 0) {
            return months % 12 == 0 ? count(months / 12, "year") : count(months, "month");
        }
        return seconds % DAY == 0
                ? count(seconds / DAY, "day")
                : seconds % 3600 == 0
                        ? count(seconds / 3600, "hour")
                        : seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second");
    }

    private static String count(long n, String unit) {
        return n + " " + unit + (n == 1 ? "" : "s");
    }
}
