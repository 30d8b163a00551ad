package dev.unroll.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KneserNeyTest {
    private static final int A = 0;
    private static final int B = 1;
    private static final int C = 2;

    /** a b a c a b: every number below is worked out by hand from the formulas. */
    @Test
    void bigramsByHand() {
        KneserNey bigrams = KneserNey.of(new int[] {A, B, A, C, A, B}, 3, 2);
        assertThat(bigrams.sequences()).isEqualTo(3 + 4);

        // Before a come b and c, before b and c only a: 2, 1, 1 of 4. Two came once, one twice: Y = 2 / (2 + 2), D1 = 1
        // − 2 Y / 2 = 1/2;
        // none came three times, so that D2 cannot be estimated: half of 2. γ = (2 · 1/2 + 1) / 4 = 1/2.
        KneserNey.Reader reader = bigrams.reader();
        double a = (2 - 1) / 4.0 + 0.5 / 3;
        double b = (1 - 0.5) / 4.0 + 0.5 / 3;
        assertThat(reader.probability(A)).isCloseTo(a, within(1e-7));
        assertThat(reader.probability(B)).isCloseTo(b, within(1e-7));

        // ab came twice, ba, ac and ca once: Y = 3 / (3 + 2), D1 = 1 − 2 · 0.6 / 3 = 0.6. After a: γ = (0.6 + 1) / 3.
        assertThat(reader.read(A)).isCloseTo(a, within(1e-7));
        double share = 1.6 / 3;
        assertThat(reader.probability(A)).isCloseTo(share * a, within(1e-7));
        assertThat(reader.probability(B)).isCloseTo((2 - 1) / 3.0 + share * b, within(1e-7));
        assertThat(reader.probability(C)).isCloseTo((1 - 0.6) / 3.0 + share * b, within(1e-7));
    }

    /** n1 … n4 of a text: Y = 100 / 180. */
    @Test
    void discountsAreThePapersEstimates() {
        assertThat(KneserNey.discounts(new long[] {0, 100, 40, 20, 12}))
                .containsExactly(
                        new double[] {0, 1 - 2 / 1.8 * 0.4, 2 - 3 / 1.8 * 0.5, 3 - 4 / 1.8 * 0.6}, within(1e-12));
        assertThat(KneserNey.discounts(new long[5])).containsExactly(0, 0.5, 1, 1.5);
    }

    private static int[] text(int length, int symbols, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] text = new int[length];
        for (int i = 0; i < length; i++) {
            // Some come often, and often after one another.
            int drawn = Math.min(random.nextInt(symbols), random.nextInt(symbols));
            text[i] = i > 0 && random.nextInt(3) == 0 ? (text[i - 1] + 1) % symbols : drawn;
        }
        return text;
    }

    /** The same from the formulas as they stand, with lists and maps, for sequences that were seen and such that were not. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5})
    void theFormulas(int order) {
        int symbols = 7;
        int[] text = text(900, symbols, order);
        KneserNey fast = KneserNey.of(text, symbols, order);
        Slow slow = new Slow(text, symbols, order);
        KneserNey.Reader reader = fast.reader();
        List<Integer> before = new ArrayList<>();
        for (int next : text(200, symbols + 1, 99)) {
            double sum = 0;
            for (int symbol = 0; symbol < symbols; symbol++) {
                double p = reader.probability(symbol);
                sum += p;
                List<Integer> context = before.subList(Math.max(0, before.size() - order + 1), before.size());
                assertThat(p).isCloseTo(slow.probability(context, symbol), within(1e-6));
                assertThat(p).isPositive();
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
            if (next < symbols) {
                reader.read(next);
                before.add(next);
            }
        }
    }

    private record Slow(Map<List<Integer>, Integer> counts, Map<Integer, double[]> discounts, int symbols) {
        Slow(int[] text, int symbols, int order) {
            this(new HashMap<>(), new HashMap<>(), symbols);
            Map<List<Integer>, Set<Integer>> preceded = new HashMap<>();
            for (int n = 1; n <= order; n++) {
                for (int i = 0; i + n <= text.length; i++) {
                    List<Integer> sequence = new ArrayList<>();
                    for (int j = i; j < i + n; j++) {
                        sequence.add(text[j]);
                    }
                    if (n == order) {
                        counts.merge(sequence, 1, Integer::sum);
                    } else if (i > 0) {
                        preceded.computeIfAbsent(sequence, s -> new HashSet<>()).add(text[i - 1]);
                    }
                }
            }
            preceded.forEach((sequence, different) -> counts.put(sequence, different.size()));
            for (int n = 1; n <= order; n++) {
                long[] of = new long[5];
                for (Map.Entry<List<Integer>, Integer> e : counts.entrySet()) {
                    if (e.getKey().size() == n && e.getValue() <= 4) {
                        of[e.getValue()]++;
                    }
                }
                discounts.put(n, KneserNey.discounts(of));
            }
        }

        private double probability(List<Integer> context, int symbol) {
            double shorter =
                    context.isEmpty() ? 1.0 / symbols : probability(context.subList(1, context.size()), symbol);
            double[] d = discounts.getOrDefault(context.size() + 1, new double[4]);
            double total = 0;
            double taken = 0;
            for (int s = 0; s < symbols; s++) {
                int count = count(context, s);
                total += count;
                taken += d[Math.min(3, count)];
            }
            int own = count(context, symbol);
            return total == 0 ? shorter : (own - d[Math.min(3, own)]) / total + taken / total * shorter;
        }

        private int count(List<Integer> context, int symbol) {
            List<Integer> sequence = new ArrayList<>(context);
            sequence.add(symbol);
            return counts.getOrDefault(sequence, 0);
        }
    }

    @Test
    void longerContextsHelpWhereTheyMean() {
        int[] text = text(20_000, 30, 1);
        int[] other = text(5_000, 30, 2);
        double[] nats = new double[4];
        for (int order = 1; order <= 3; order++) {
            KneserNey.Reader reader = KneserNey.of(text, 30, order).reader();
            for (int symbol : other) {
                nats[order] -= Math.log(reader.read(symbol)) / other.length;
            }
        }
        assertThat(nats[2]).isLessThan(nats[1] - 0.2);
        // Nothing is farther back: what is learned there does not harm much.
        assertThat(nats[3]).isBetween(nats[2], nats[2] + 0.1);
    }

    @Test
    void textsOfAlmostNothing() {
        assertThat(KneserNey.of(new int[0], 4, 3).reader().probability(1)).isEqualTo(0.25);
        KneserNey.Reader one = KneserNey.of(new int[] {2}, 4, 3).reader();
        one.read(2);
        double sum = 0;
        for (int symbol = 0; symbol < 4; symbol++) {
            sum += one.probability(symbol);
        }
        assertThat(sum).isCloseTo(1, within(1e-6));
        assertThatThrownBy(() -> KneserNey.of(new int[] {1}, 4, 0)).hasMessage("the order must be 1 to 16, got 0");
    }
}
