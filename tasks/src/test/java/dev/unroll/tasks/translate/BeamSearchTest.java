package dev.unroll.tasks.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Subwords;
import dev.unroll.kernel.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beam search against trying everything, on a model whose scores hang on all that was written. */
class BeamSearchTest {
    private static final int CLASSES = 5;
    private static final int LONGEST = 4;

    /** ln p of each piece after others, by chance but always the same. */
    private static double[] logs(int source, List<Integer> written) {
        CounterRandom random = new CounterRandom(written.hashCode() * 31L + source, 1);
        double[] logs = new double[CLASSES];
        double sum = 0;
        for (int c = 0; c < CLASSES; c++) {
            logs[c] = 3 * random.uniform(c);
            sum += Math.exp(logs[c]);
        }
        for (int c = 0; c < CLASSES; c++) {
            logs[c] -= Math.log(sum);
        }
        return logs;
    }

    /** Scores of lanes that each remember what they have written. */
    private static BeamSearch.Scorer scorer(int sources, int beam) {
        List<List<Integer>> written = new ArrayList<>();
        for (int lane = 0; lane < sources * beam; lane++) {
            written.add(List.of());
        }
        return (last, from) -> {
            List<List<Integer>> before = List.copyOf(written);
            float[] scores = new float[last.length * CLASSES];
            for (int lane = 0; lane < last.length; lane++) {
                List<Integer> own = new ArrayList<>(before.get(from[lane]));
                own.add(last[lane]);
                written.set(lane, own);
                double[] logs = logs(lane / beam, own);
                for (int c = 0; c < CLASSES; c++) {
                    scores[lane * CLASSES + c] = (float) (logs[c] + 7 + lane); // up to a constant
                }
            }
            return scores;
        };
    }

    private record Best(List<Integer> pieces, double score) {}

    private static Best everything(Decoding how, int source, List<Integer> written, double sum) {
        int length = written.size() - 1;
        Best best = new Best(List.of(), Double.NEGATIVE_INFINITY);
        double[] logs = logs(source, written);
        for (int c = 0; c < CLASSES; c++) {
            if (c == Subwords.BEGIN) {
                continue;
            }
            List<Integer> longer = new ArrayList<>(written);
            longer.add(c);
            double p = sum + logs[c];
            Best here;
            if (c == Subwords.END) {
                here = new Best(written.subList(1, written.size()), how.score(p, length + 1));
            } else if (length + 1 == LONGEST) {
                here = new Best(longer.subList(1, longer.size()), how.score(p, LONGEST));
            } else {
                here = everything(how, source, longer, p);
            }
            best = here.score() > best.score() ? here : best;
        }
        return best;
    }

    @Test
    void aBeamOfAllFindsTheBest() {
        for (double penalty : new double[] {0, 0.6, 2}) {
            Decoding how = new Decoding(64, penalty, null); // 3³ hypotheses go on at most
            int[] most = new int[10];
            Arrays.fill(most, LONGEST);
            List<BeamSearch.Found> found = new BeamSearch(how, 10, CLASSES).run(scorer(10, 64), most);
            for (int source = 0; source < 10; source++) {
                Best best = everything(how, source, List.of(Subwords.BEGIN), 0);
                assertThat(found.get(source).score()).isCloseTo(best.score(), within(1e-4));
                assertThat(Arrays.stream(found.get(source).pieces()).boxed().toList())
                        .isEqualTo(best.pieces());
            }
        }
    }

    @Test
    void aBeamOfOneIsGreedy() {
        int[] most = {LONGEST, 2, LONGEST};
        List<BeamSearch.Found> found = new BeamSearch(Decoding.GREEDY, 3, CLASSES).run(scorer(3, 1), most);
        for (int source = 0; source < 3; source++) {
            List<Integer> written = new ArrayList<>(List.of(Subwords.BEGIN));
            double sum = 0;
            while (written.size() <= most[source]) {
                double[] logs = logs(source, written);
                int best = Subwords.UNKNOWN;
                for (int c = 2; c < CLASSES; c++) {
                    best = logs[c] > logs[best] ? c : best;
                }
                sum += logs[best];
                if (best == Subwords.END) {
                    break;
                }
                written.add(best);
            }
            assertThat(Arrays.stream(found.get(source).pieces()).boxed().toList())
                    .isEqualTo(written.subList(1, written.size()));
            assertThat(found.get(source).score()).isCloseTo(sum, within(1e-4));
        }
    }

    /** What is found for a source does not hang on the others beside it, nor does more width find worse. */
    @Test
    void sourcesDoNotMeet() {
        Decoding how = new Decoding(3, 0.6, null);
        int[] most = new int[6];
        Arrays.fill(most, LONGEST);
        List<BeamSearch.Found> together = new BeamSearch(how, 6, CLASSES).run(scorer(6, 3), most);
        BeamSearch.Found alone =
                new BeamSearch(how, 1, CLASSES).run(scorer(1, 3), LONGEST).getFirst();
        assertThat(together.getFirst().pieces()).isEqualTo(alone.pieces());
    }
}
