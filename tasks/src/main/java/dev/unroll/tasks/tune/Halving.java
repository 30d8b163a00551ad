package dev.unroll.tasks.tune;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Asynchronous successive halving (Li et al. 2020): which trial is trained next, and how far. One that is among the best third of
 * those that have come as far goes on to three times as many updates, the farthest first; where there is none a new one begins.
 * What is answered depends on the results that are shown, and on what was answered before, alone.
 */
final class Halving {
    /** One of so many goes on, and gets so many times the updates. */
    static final int REDUCTION = 3;

    /** From the fewest updates to all of them. */
    static final int RUNGS = 3;

    /**
     * The lowest loss first, however many updates it took: who has it after fewer is no worse. Then the farther, then the earlier.
     */
    static final Comparator<Trial> ORDER = Comparator.comparingDouble(Trial::loss) // NaN is above all
            .thenComparingInt(t -> -t.rung())
            .thenComparingInt(Trial::number);

    private final int trials;
    private final Set<Job> begun = new HashSet<>();
    private int drawn;

    /** A trial on its way to a rung. */
    record Job(int trial, int rung) {}

    Halving(int trials) {
        this.trials = trials;
    }

    /** Updates of a rung, of so many in all. */
    static long steps(long most, int rung) {
        return Math.max(1, most / (long) Math.pow(REDUCTION, RUNGS - 1.0 - rung));
    }

    /** About how many jobs there will be: leaders change, so that half of all are among the best third at some time. */
    static int jobs(int trials) {
        int sum = 0;
        for (int rung = 0, n = trials; rung < RUNGS; rung++, n = Math.max(1, n / 2)) {
            sum += n;
        }
        return sum;
    }

    /** What to begin now; empty if that takes more results than these. */
    Optional<Job> next(List<Trial> results) {
        for (int rung = RUNGS - 2; rung >= 0; rung--) {
            int own = rung;
            List<Trial> there =
                    results.stream().filter(t -> t.rung() == own).sorted(ORDER).toList();
            for (Trial good : there.subList(0, there.size() / REDUCTION)) {
                Job on = new Job(good.number(), rung + 1);
                if (!Double.isNaN(good.loss()) && begun.add(on)) {
                    return Optional.of(on);
                }
            }
        }
        return drawn < trials ? Optional.of(new Job(drawn++, 0)) : Optional.empty();
    }

    /** What each trial has come to, the best first. */
    static List<Trial> ranked(List<Trial> results) {
        Map<Integer, Trial> farthest = new HashMap<>();
        results.forEach(t -> farthest.merge(t.number(), t, (one, other) -> one.rung() > other.rung() ? one : other));
        return farthest.values().stream().sorted(ORDER).toList();
    }

    /** What to begin when all results are there and nothing is next: the best one goes to the end. */
    Optional<Job> last(List<Trial> results) {
        return ranked(results).stream()
                .limit(1)
                .filter(t -> !Double.isNaN(t.loss()))
                .findFirst()
                .filter(best -> best.rung() < RUNGS - 1)
                .map(best -> new Job(best.number(), best.rung() + 1))
                .filter(begun::add);
    }
}
