package dev.unroll.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Joins pieces as byte-pair encoding has learned to. */
final class PairJoiner {
    private record Pair(int left, int right) {}

    private final Map<Pair, Integer> units = new HashMap<>();

    /**
     * Of pairs in the order in which they were learned.
     *
     * @param pairs left and right unit, one after the other
     * @param first the unit that the first pair makes; the others make those after it
     */
    PairJoiner(int[] pairs, int first) {
        for (int m = 0; m < pairs.length; m += 2) {
            units.put(new Pair(pairs[m], pairs[m + 1]), first + m / 2);
        }
    }

    /** Joins the pair that was learned first, wherever it stands, until none is left that was. */
    List<Integer> join(List<Integer> pieces) {
        List<Integer> now = pieces;
        while (true) {
            int best = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < now.size(); i++) {
                best = Math.min(best, unit(now, i));
            }
            if (best == Integer.MAX_VALUE) {
                return now;
            }
            List<Integer> shorter = new ArrayList<>();
            for (int i = 0; i < now.size(); i++) {
                boolean here = i + 1 < now.size() && unit(now, i) == best;
                shorter.add(here ? best : now.get(i));
                i += here ? 1 : 0;
            }
            now = shorter;
        }
    }

    private int unit(List<Integer> pieces, int at) {
        return units.getOrDefault(new Pair(pieces.get(at), pieces.get(at + 1)), Integer.MAX_VALUE);
    }
}
