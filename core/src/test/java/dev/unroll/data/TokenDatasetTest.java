package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.nn.Truncation;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenDatasetTest {
    private static final TokenStream COUNTING = counting();

    /** A text of different characters: the token's id is its position. */
    private static TokenStream counting() {
        int[] codePoints = new int[10_000];
        Arrays.setAll(codePoints, i -> 0x1_0000 + i);
        Corpus corpus = Corpus.of(new String(codePoints, 0, codePoints.length));
        return corpus.tokens(corpus.vocabulary());
    }

    private static TokenStream counting(int n) {
        return COUNTING.slice(0, n);
    }

    private static int[] inputs(Batch batch) {
        return Arrays.copyOf(batch.inputs(), batch.time() * batch.size());
    }

    private static int[] targets(Batch batch) {
        return Arrays.copyOf(batch.targets(), batch.time() * batch.size());
    }

    @Test
    void lanesRunSideBySideAndTargetsAreOneLater() {
        TokenDataset data = TokenDataset.training(counting(14), 2, 3);
        // 13 pairs: two lanes of 6, from 0 and from 6; two pieces of 3 each.
        assertThat(data.batches()).isEqualTo(2);
        Batch first = data.batch(0);
        assertThat(first.time()).isEqualTo(3);
        assertThat(first.size()).isEqualTo(2);
        assertThat(first.inputs()).containsExactly(0, 6, 1, 7, 2, 8);
        assertThat(first.targets()).containsExactly(1, 7, 2, 8, 3, 9);
        assertThat(first.lengths()).containsExactly(3, 3);
        assertThat(first.resetsState()).isTrue();
        Batch second = data.batch(1);
        assertThat(second.inputs()).containsExactly(3, 9, 4, 10, 5, 11);
        assertThat(second.resetsState()).isFalse();
        assertThat(second.epoch()).isZero();
        Batch third = data.batch(2);
        assertThat(third.inputs()).containsExactly(0, 6, 1, 7, 2, 8);
        assertThat(third.resetsState()).isTrue();
        assertThat(third.epoch()).isEqualTo(1);
    }

    /** 13 pairs: two lanes of 6. Each update sees 2 new ones and reaches 5 back. */
    @Test
    void windowsReachBackOverWhatHasBeenAskedFor() {
        TokenDataset data = TokenDataset.training(counting(14), 2, new Truncation(2, 5));
        assertThat(data.batches()).isEqualTo(3);
        Batch first = data.batch(0);
        assertThat(first.inputs()).containsExactly(0, 6, 1, 7);
        assertThat(first.carryAfter()).isZero();
        assertThat(first.resetsState()).isTrue();
        Batch second = data.batch(1);
        assertThat(second.inputs()).containsExactly(0, 6, 1, 7, 2, 8, 3, 9);
        assertThat(second.targets()).containsExactly(-1, -1, -1, -1, 3, 9, 4, 10);
        assertThat(second.targetCount()).isEqualTo(4);
        assertThat(second.carryAfter()).isEqualTo(1);
        Batch third = data.batch(2);
        assertThat(third.inputs()).containsExactly(1, 7, 2, 8, 3, 9, 4, 10, 5, 11);
        assertThat(third.targets()).containsExactly(-1, -1, -1, -1, -1, -1, 5, 11, 6, 12);
        assertThat(third.resetsState()).isFalse();
        assertThat(data.batch(3).inputs()).containsExactly(0, 6, 1, 7);
        assertThat(data.batch(3).resetsState()).isTrue();
    }

    @Test
    void theHelloModelHasOneBatch() {
        Corpus hello = Corpus.of("hello");
        TokenDataset data = TokenDataset.training(hello.tokens(hello.vocabulary()), 1, 4);
        assertThat(data.batches()).isEqualTo(1);
        assertThat(hello.vocabulary().decode(data.batch(0).inputs())).isEqualTo("hell");
        assertThat(hello.vocabulary().decode(data.batch(0).targets())).isEqualTo("ello");
    }

    @Test
    void evaluationCountsEveryPairExactlyOnceAndTrainingAtMostOnce() {
        SplittableRandom random = new SplittableRandom(17);
        for (int round = 0; round < 500; round++) {
            int n = 2 + random.nextInt(300);
            int lanes = 1 + random.nextInt(40);
            int steps = 1 + random.nextInt(40);
            String about = "n %d, lanes %d, steps %d".formatted(n, lanes, steps);
            int[] seen = visits(TokenDataset.evaluation(counting(n), lanes, steps), n, about);
            assertThat(seen).as(about).containsOnly(1);
            if (n > steps) {
                TokenDataset training = TokenDataset.training(counting(n), lanes, steps);
                int[] trained = visits(training, n, about);
                int total = Arrays.stream(trained).sum();
                assertThat(Arrays.stream(trained).max().orElseThrow()).as(about).isEqualTo(1);
                assertThat((long) total).as(about).isEqualTo(training.batches() * training.lanes() * steps);
                assertThat(n - 1 - total).as(about).isLessThan(training.lanes() * steps);
            }
        }
    }

    /** How often each pair occurs, while checking that a state that is carried over fits the token that follows. */
    private static int[] visits(TokenDataset data, int n, String about) {
        int[] seen = new int[n - 1];
        int[] carried = {};
        for (long step = 0; step < data.batches(); step++) {
            Batch batch = data.batch(step);
            int[] inputs = inputs(batch);
            int[] targets = targets(batch);
            assertThat(batch.lengths()).as(about).hasSize(batch.size()).containsOnly(batch.time());
            if (!batch.resetsState()) {
                assertThat(Arrays.copyOf(inputs, batch.size())).as(about).isEqualTo(carried);
            }
            for (int i = 0; i < inputs.length; i++) {
                assertThat(targets[i]).as(about).isEqualTo(inputs[i] + 1);
                seen[inputs[i]]++;
            }
            carried = Arrays.copyOfRange(targets, targets.length - batch.size(), targets.length);
        }
        return seen;
    }

    @Test
    void aShortTextIsCutIntoFewerLanes() {
        TokenDataset data = TokenDataset.training(counting(100), 50, 10);
        assertThat(data.lanes()).isEqualTo(9);
        assertThat(data.batches()).isEqualTo(1);
        TokenDataset evaluation = TokenDataset.evaluation(counting(5), 50, 10);
        assertThat(evaluation.lanes()).isEqualTo(1);
        assertThat(evaluation.steps()).isEqualTo(4);
    }

    @Test
    void tooShortATextSaysWhatToDo() {
        assertThatThrownBy(() -> TokenDataset.training(counting(50), 1, 50))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the text to train on has 50 symbols, but a sequence of 50 needs 51; "
                        + "use a shorter sequence or a longer text");
        assertThat(TokenDataset.training(counting(51), 8, 50).lanes()).isEqualTo(1);
        assertThatThrownBy(() -> TokenDataset.evaluation(counting(1), 1, 50))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a prediction needs 2");
        assertThatThrownBy(() -> TokenDataset.training(counting(50), 0, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TokenDataset.evaluation(counting(50), 5, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void slicesAndSplitsAreViews() {
        Corpus corpus = Corpus.of(IntStream.range(0, 100)
                .mapToObj(i -> Character.toString(0x4e00 + i))
                .collect(Collectors.joining()));
        TokenStream.Split split = corpus.split(corpus.vocabulary(), 0.25);
        int[] ids = new int[25];
        split.validation().read(0, ids, 0, 25);
        assertThat(ids[0]).isEqualTo(75);
        assertThat(ids[24]).isEqualTo(99);
        assertThat(split.training().length()).isEqualTo(75);
        assertThatThrownBy(() -> split.training().read(70, ids, 0, 6)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(corpus.split(corpus.vocabulary(), 0).validation().length()).isZero();
        assertThatThrownBy(() -> corpus.split(corpus.vocabulary(), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> corpus.split(corpus.vocabulary(), Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A batch's arrays are 1,680 bytes, what says where it lies 32. */
    @Test
    void steadyStateAllocatesNoArrays() {
        TokenDataset data = TokenDataset.training(counting(10_000), 10, 20);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int step = 0; step < 100; step++) {
            data.batch(step);
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int step = 0; step < 1000; step++) {
            data.batch(step);
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(40 * 1000);
    }
}
