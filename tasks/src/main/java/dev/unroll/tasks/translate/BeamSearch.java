package dev.unroll.tasks.translate;

import dev.unroll.data.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The best of several hypotheses for each of many sources, which are all written side by side. A hypothesis that ends leaves the beam;
 * when as many have ended as it is wide, or the longest length is reached, the one with the best {@link Decoding#score} is the answer.
 */
final class BeamSearch {
    /** What scores the next pieces of all hypotheses. */
    interface Scorer {
        /**
         * Goes one step on.
         *
         * @param last the piece before of each lane
         * @param from the lane that each goes on from
         * @return ln p of each next piece up to a constant of the lane, [lanes × pieces]
         */
        float[] next(int[] last, int[] from);
    }

    /**
     * A translation.
     *
     * @param pieces without the end
     * @param score see {@link Decoding#score}
     */
    record Found(int[] pieces, double score) {}

    /** A hypothesis that may take the place of a lane. */
    private record Step(int lane, int piece, double logProbability) {}

    private final Decoding decoding;
    private final int classes;
    private final int width;
    private final int[][] written;
    private final double[] sums;
    private final List<List<Found>> ended = new ArrayList<>();

    BeamSearch(Decoding decoding, int sources, int classes) {
        this.decoding = decoding;
        this.classes = classes;
        width = decoding.beam();
        written = new int[sources * width][0];
        sums = new double[sources * width];
        Arrays.fill(sums, Double.NEGATIVE_INFINITY);
        for (int s = 0; s < sources; s++) {
            sums[s * width] = 0;
            ended.add(new ArrayList<>());
        }
    }

    /** @param most pieces of the longest, by source */
    List<Found> run(Scorer scorer, int... most) {
        int[] from = new int[sums.length];
        int[] last = new int[sums.length];
        Arrays.setAll(from, lane -> lane);
        Arrays.fill(last, Subwords.BEGIN);
        boolean open = true;
        for (int length = 1; open; length++) {
            float[] scores = scorer.next(last, from);
            open = false;
            for (int s = 0; s < ended.size(); s++) {
                if (isOpen(s)) {
                    advance(s, scores, from, last);
                    if (length >= most[s]) {
                        cut(s);
                    }
                    open |= isOpen(s);
                }
            }
        }
        return ended.stream().map(BeamSearch::best).toList();
    }

    private static Found best(List<Found> all) {
        Found best = all.getFirst();
        for (Found f : all) {
            best = f.score() > best.score() ? f : best;
        }
        return best;
    }

    /** Over when so many have ended, or none goes on. */
    private boolean isOpen(int source) {
        boolean alive = false;
        for (int lane = source * width; lane < (source + 1) * width; lane++) {
            alive |= sums[lane] > Double.NEGATIVE_INFINITY;
        }
        return alive && ended.get(source).size() < width;
    }

    /** What has not ended at the longest length is taken as it is. */
    private void cut(int source) {
        for (int lane = source * width; lane < (source + 1) * width; lane++) {
            if (sums[lane] > Double.NEGATIVE_INFINITY) {
                ended.get(source).add(new Found(written[lane], decoding.score(sums[lane], written[lane].length)));
                sums[lane] = Double.NEGATIVE_INFINITY;
            }
        }
    }

    private void advance(int source, float[] scores, int[] from, int[] last) {
        List<Step> best = likeliest(source, scores);
        int first = source * width;
        int[][] before = Arrays.copyOfRange(written, first, first + width);
        Arrays.fill(sums, first, first + width, Double.NEGATIVE_INFINITY);
        int lane = first;
        for (int rank = 0; rank < best.size() && lane < first + width; rank++) {
            Step step = best.get(rank);
            int[] old = before[step.lane() - first];
            if (step.piece() == Subwords.END) {
                if (rank < width) {
                    double score = decoding.score(step.logProbability(), old.length + 1);
                    ended.get(source).add(new Found(old, score));
                }
                continue;
            }
            int[] longer = Arrays.copyOf(old, old.length + 1);
            longer[old.length] = step.piece();
            written[lane] = longer;
            sums[lane] = step.logProbability();
            from[lane] = step.lane();
            last[lane] = step.piece();
            lane++;
        }
        for (; lane < first + width; lane++) {
            from[lane] = lane;
        }
    }

    /** Twice as many as the beam is wide, for every lane may end; the likeliest first, of equal ones the first. */
    private List<Step> likeliest(int source, float[] scores) {
        int most = 2 * width;
        List<Step> best = new ArrayList<>();
        for (int lane = source * width; lane < (source + 1) * width; lane++) {
            if (sums[lane] == Double.NEGATIVE_INFINITY) {
                continue;
            }
            double total = sums[lane] - logSum(scores, lane * classes);
            for (int c = 0; c < classes; c++) {
                double p = total + scores[lane * classes + c];
                if (c != Subwords.BEGIN
                        && (best.size() < most || p > best.getLast().logProbability())) {
                    insert(best, new Step(lane, c, p), most);
                }
            }
        }
        return best;
    }

    private static void insert(List<Step> best, Step step, int most) {
        int at = best.size();
        while (at > 0 && best.get(at - 1).logProbability() < step.logProbability()) {
            at--;
        }
        best.add(at, step);
        if (best.size() > most) {
            best.removeLast();
        }
    }

    private double logSum(float[] scores, int at) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, scores[at + c]);
        }
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += Math.exp(scores[at + c] - largest);
        }
        return largest + Math.log(sum);
    }
}
