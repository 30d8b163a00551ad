package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.Engine;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StageTimesTest {
    @ParameterizedTest
    @CsvSource({"lstm, 1", "gru, 1", "lstm, 2"})
    void everyPartOfAPassTakesTime(String cell, int threads) {
        Plan plan = Plan.of(Cell.library(cell));
        try (Engine engine = Engine.start(threads)) {
            StageTimes times = StageTimes.of(engine, plan, 16, 64, 10, 16, Duration.ZERO, Duration.ofMillis(20));

            assertThat(times.before()).isPositive();
            assertThat(times.weights()).isPositive();
            assertThat(times.readout()).isZero();
            assertThat(times.forward())
                    .hasSameSizeAs(plan.forward())
                    .allSatisfy(s -> assertThat(s.all()).isPositive());
            assertThat(times.backward())
                    .hasSameSizeAs(plan.backward())
                    .allSatisfy(s -> assertThat(s.all()).isPositive());
        }
    }
}
