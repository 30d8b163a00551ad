package dev.unroll.tasks.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalendarTest {
    private static TimeSeries.Clock clock(int months, long seconds) {
        return new TimeSeries.Clock(
                DateForm.of("yyyy-MM-dd HH:mm"), LocalDateTime.of(2024, 1, 1, 0, 0), new Step(months, false, seconds));
    }

    @Test
    void knowsWhatCameRoundTwice() {
        assertThat(Calendar.of(clock(0, 3600), 8640, Calendar.FOUND).names()).containsExactly("day", "week", "month");
        assertThat(Calendar.of(clock(0, 3600), 8640 * 3, Calendar.FOUND).names())
                .containsExactly("day", "week", "month", "year");
        assertThat(Calendar.of(clock(0, 3600), 100, Calendar.FOUND).names()).containsExactly("day");
        assertThat(Calendar.of(clock(0, 86_400), 1000, Calendar.FOUND).names())
                .containsExactly("week", "month", "year");
        assertThat(Calendar.of(clock(1, 0), 100, Calendar.FOUND).names()).containsExactly("year");
        assertThat(Calendar.of(clock(12, 0), 300, Calendar.FOUND).names()).isEmpty();
        assertThat(Calendar.of(clock(0, 3600), 8640, "none").names()).isEmpty();
        assertThat(Calendar.of(clock(0, 3600), 100, "day,year").names()).containsExactly("day", "year");
        assertThatThrownBy(() -> Calendar.check("day,hour"))
                .hasMessage(
                        "what dates tell (--calendar) must be found or none, or each must be one of day, week, month, year,"
                                + " got hour");
        assertThat(Calendar.of(null, 300, Calendar.FOUND).width()).isZero();
    }

    @Test
    void midnightIsNearMidnight() {
        Calendar calendar = Calendar.named(List.of("day", "week"));
        TimeSeries series = new TimeSeries(
                "hours", new Columns("d", "", List.of("x"), List.of(), 0), new float[30], clock(0, 3600), 0);
        float[] all = calendar.of(series);
        assertThat(all).hasSize(30 * 4);
        assertThat(all[6 * 4]).isCloseTo(1, within(1e-6f)); // six o'clock: a quarter
        assertThat(all[0]).isZero();
        assertThat(all[23 * 4 + 1]).isCloseTo(all[25 * 4 + 1], within(1e-6f));
        assertThat(all[2]).isZero(); // the first of January 2024 was a Monday
        assertThat(all[24 * 4 + 2]).isCloseTo((float) Math.sin(2 * Math.PI / 7), within(1e-6f));
    }
}
