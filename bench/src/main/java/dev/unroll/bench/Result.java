package dev.unroll.bench;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * What one peer did on one workload.
 *
 * @param peer its name
 * @param firstStepSeconds from the start of its process to the end of its first step
 * @param warmUp speeds from then on
 * @param repetitions the timed ones, one for each round
 * @param peakMemory the most it had resident, in bytes
 * @param loss after the last step, nats a token
 */
record Result(
        String peer,
        double firstStepSeconds,
        List<Window> warmUp,
        List<Repetition> repetitions,
        long peakMemory,
        double loss) {
    /** Other processes may use so much of a core during a repetition that counts: what an idle system uses itself. */
    static final double DISTURBANCE = 0.06;

    private static final int ENOUGH = 3;

    /**
     * A stretch of the warm-up.
     *
     * @param seconds from the start of the process to its end
     * @param speed units a second
     */
    record Window(double seconds, double speed) {}

    /**
     * A timed repetition.
     *
     * @param speed units a second
     * @param others cores that other processes used meanwhile
     */
    record Repetition(double speed, double others) {
        boolean clean() {
            return others <= DISTURBANCE;
        }
    }

    /** Whether too few repetitions were left alone, so that all of them have to count. */
    boolean disturbed() {
        return repetitions.stream().filter(Repetition::clean).count() < ENOUGH;
    }

    /** Speeds of the repetitions that count, in units a second, ascending. */
    double[] speeds() {
        return repetitions.stream()
                .filter(repetition -> disturbed() || repetition.clean())
                .mapToDouble(Repetition::speed)
                .sorted()
                .toArray();
    }

    double median() {
        return median(speeds());
    }

    /** When a stretch of the warm-up first reached nine tenths of the later median, in seconds from process start. */
    OptionalDouble steadyAfter() {
        double enough = 0.9 * median();
        return warmUp.stream()
                .filter(window -> window.speed >= enough)
                .mapToDouble(Window::seconds)
                .findFirst();
    }

    /** The median of {@link #ratios}. */
    double ratio(Result other) {
        return median(ratios(other));
    }

    /** This peer's speed by the other's in each round in which both were left alone, ascending. */
    double[] ratios(Result other) {
        int[] both = IntStream.range(0, Math.min(repetitions.size(), other.repetitions.size()))
                .filter(round -> repetitions.get(round).clean()
                        && other.repetitions.get(round).clean())
                .toArray();
        IntStream rounds = both.length >= ENOUGH ? IntStream.of(both) : IntStream.range(0, repetitions.size());
        return rounds.mapToDouble(round -> repetitions.get(round).speed / other.repetitions.get(round).speed)
                .sorted()
                .toArray();
    }

    static double median(double[] ascending) {
        int half = ascending.length / 2;
        return ascending.length % 2 == 1 ? ascending[half] : (ascending[half - 1] + ascending[half]) / 2;
    }
}
