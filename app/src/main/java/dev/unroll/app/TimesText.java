package dev.unroll.app;

import dev.unroll.recurrence.StageTimes;
import java.util.List;
import java.util.Locale;

/** Says in lines where the time of a cell's steps goes. */
final class TimesText {
    private final StageTimes times;
    private final int steps;
    private final StringBuilder text = new StringBuilder();

    private TimesText(StageTimes times, int steps) {
        this.times = times;
        this.steps = steps;
    }

    static String of(StageTimes times, int steps, int batch, int threads) {
        return new TimesText(times, steps).write(batch, threads);
    }

    private String write(int batch, int threads) {
        text.append(String.format(
                Locale.ROOT,
                "measured by %d steps of %d sequences, forward and back, on %d thread%s: %.1f µs a step%n",
                steps,
                batch,
                threads,
                threads == 1 ? "" : "s",
                micros(times.all())));
        line("before the first step", times.before());
        stages("forward", times.forward());
        if (times.readout() > 0) {
            line("output", times.readout());
        }
        stages("backward", times.backward());
        line("gradients of the weights", times.weights());
        return text.toString();
    }

    private void stages(String direction, List<StageTimes.Stage> stages) {
        for (int s = 0; s < stages.size(); s++) {
            String stage = direction + (stages.size() == 1 ? "" : ", stage " + (s + 1));
            line(stage + ": products", stages.get(s).products());
            line(stage + ": elementwise", stages.get(s).loops());
        }
    }

    private void line(String what, double seconds) {
        text.append(String.format(
                Locale.ROOT, "  %-34s %8.1f µs %5.1f %%%n", what, micros(seconds), 100 * seconds / times.all()));
    }

    private double micros(double seconds) {
        return 1e6 * seconds / steps;
    }
}
