package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.HashSplit.Part;
import dev.unroll.io.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sequences with lengths, batches of them, splits and standardisation. */
class DatasetTest {
    private static int[] lengths(int count) {
        SplittableRandom random = new SplittableRandom(4);
        return IntStream.range(0, count).map(i -> 1 + random.nextInt(200)).toArray();
    }

    @Test
    void aBatchIsTimeMajorAndPaddedWithZeros() {
        InMemoryDataset data = new InMemoryDataset(
                List.of(new float[] {1, 2, 3, 4}, new float[] {5, 6}, new float[] {7, 8, 9, 10}), 2);
        FeatureBatch batch = data.batch(1, 0);
        assertThat(batch.time()).isEqualTo(2);
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.lengths()).containsExactly(1, 2);
        assertThat(batch.values()).containsExactly(5, 6, 1, 2, 0, 0, 3, 4);
        assertThat(data.lengths()).containsExactly(2, 1, 2);
        assertThatThrownBy(() -> new InMemoryDataset(List.of(new float[3]), 2))
                .hasMessage("sequence 0 has 3 numbers, which are no steps of 2");
        assertThatThrownBy(() -> new InMemoryDataset(List.of(new float[2], new float[0]), 2))
                .hasMessage("sequence 1 has 0 numbers, which are no step; leave it out");
    }

    @Test
    void anEpochHasEveryExampleOnce() {
        for (int[] lengths : new int[][] {lengths(1003), new int[1003], {5}}) {
            Batches batches = new Batches(lengths, 10, 7);
            assertThat(batches.perEpoch()).isEqualTo((lengths.length + 9) / 10);
            for (int epoch = 0; epoch < 3; epoch++) {
                List<Integer> seen = new ArrayList<>();
                for (long b = 0; b < batches.perEpoch(); b++) {
                    int[] batch = batches.batch(epoch * batches.perEpoch() + b);
                    assertThat(batch.length).isLessThanOrEqualTo(10);
                    Arrays.stream(batch).forEach(seen::add);
                }
                assertThat(seen).hasSize(lengths.length);
                assertThat(new HashSet<>(seen)).hasSize(lengths.length);
            }
        }
    }

    @Test
    void batchesAreFunctionsOfTheStep() {
        int[] lengths = lengths(500);
        Batches one = new Batches(lengths, 16, 3);
        Batches other = new Batches(lengths, 16, 3);
        for (long step : new long[] {90, 0, 31, 32, 5}) {
            assertThat(one.batch(step)).isEqualTo(other.batch(step));
        }
        assertThat(one.batch(0)).isNotEqualTo(one.batch(one.perEpoch()));
        assertThat(one.batch(0)).isNotEqualTo(new Batches(lengths, 16, 4).batch(0));
    }

    /** Random batches of lengths up to 200 are padded to nearly 200; sorted ones to little more than their mean. */
    @Test
    void bucketsByLengthPadLittle() {
        int[] lengths = lengths(5000);
        long needed = Arrays.stream(lengths).asLongStream().sum();
        Batches batches = new Batches(lengths, 20, 1);
        long padded = 0;
        Set<Integer> firstLengths = new HashSet<>();
        for (long b = 0; b < batches.perEpoch(); b++) {
            int[] batch = batches.batch(b);
            int longest = Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
            padded += (long) longest * batch.length;
            if (b < 30) {
                firstLengths.add(longest);
            }
        }
        assertThat((double) padded / needed).isBetween(1.0, 1.05);
        assertThat(firstLengths.size())
                .as("batches are not in the order of lengths")
                .isGreaterThan(15);
    }

    @Test
    void aSplitKeepsItsSharesAndItsMembers() {
        HashSplit split = new HashSplit(0.1, 0.2, 5);
        int[] counts = new int[3];
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Part part = split.of("example-" + i);
            counts[part.ordinal()]++;
            parts.add(part);
        }
        assertThat(counts[1] / 20_000.0).isCloseTo(0.1, within(0.01));
        assertThat(counts[2] / 20_000.0).isCloseTo(0.2, within(0.01));
        assertThat(split.of("example-77")).isEqualTo(parts.get(77));
        // A larger share for validation takes from training alone.
        HashSplit larger = new HashSplit(0.15, 0.2, 5);
        for (int i = 0; i < 20_000; i++) {
            if (parts.get(i) != Part.TRAINING) {
                assertThat(larger.of("example-" + i)).isEqualTo(parts.get(i));
            }
        }
        // Recorded: what is held out must be the same in every version and on every machine.
        assertThat(IntStream.range(0, 20).filter(i -> parts.get(i) != Part.TRAINING))
                .containsExactly(2, 3, 5, 7, 9, 10, 19);
        assertThatThrownBy(() -> new HashSplit(0.5, 0.5, 1)).hasMessageContaining("leave something for training");
    }

    @Test
    void standardisedFeaturesHaveMeanZeroAndDeviationOne() {
        SplittableRandom random = new SplittableRandom(8);
        float[] table = new float[3000];
        for (int i = 0; i < table.length; i += 3) {
            table[i] = (float) (1e4 + 0.5 * random.nextGaussian());
            table[i + 1] = i % 2 == 0 ? Float.NaN : (float) random.nextGaussian();
            table[i + 2] = 7;
        }
        Standardization fitted =
                Standardization.fit(3, List.of(Arrays.copyOf(table, 1200), Arrays.copyOfRange(table, 1200, 3000)));
        float[] x = table.clone();
        fitted.apply(x);
        for (int c = 0; c < 3; c++) {
            double sum = 0;
            double squares = 0;
            int count = 0;
            for (int i = c; i < x.length; i += 3) {
                if (!Float.isNaN(x[i])) {
                    sum += x[i];
                    squares += x[i] * x[i];
                    count++;
                }
            }
            assertThat(sum / count).isCloseTo(0, within(1e-3));
            assertThat(squares / count).isCloseTo(c == 2 ? 0 : 1, within(1e-3));
        }
        assertThat(fitted.restore(x[0], 0)).isCloseTo(table[0], within(1e-3f));
        assertThat(fitted.restore(x[2], 2)).isEqualTo(7);
        float[] again = table.clone();
        Standardization.fromJson(Json.parse(Json.line(fitted.toJson()), "test")).apply(again);
        assertThat(again).isEqualTo(x);
        assertThatThrownBy(() -> Standardization.fit(2, List.of(new float[3])))
                .hasMessage("3 numbers are no rows of 2");
        assertThatThrownBy(() ->
                        Standardization.fromJson(Json.parse("{\"means\": [1, 2], \"deviations\": [1]}", "stats.json")))
                .hasMessageContaining("corrupt");
        assertThatThrownBy(() -> Standardization.fromJson(
                        Json.parse("{\"means\": [1, \"x\"], \"deviations\": [1, 1]}", "stats.json")))
                .hasMessageContaining("stats.json: \"means\" must be a list of numbers");
    }
}
