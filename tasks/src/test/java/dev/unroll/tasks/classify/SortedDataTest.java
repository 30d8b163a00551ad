package dev.unroll.tasks.classify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.SharedData;
import dev.unroll.data.Batches;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Noise;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.items.Architecture;
import dev.unroll.tasks.items.Channels;
import dev.unroll.tasks.items.Encoder;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemFile;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Known;
import dev.unroll.tasks.items.Pooling;
import dev.unroll.tensor.Tape;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Why batches are shuffled: items that come class by class teach each class to be forgotten for the next. */
class SortedDataTest {
    private static final int EPOCHS = 8;
    private static final int BATCH = 30;

    private final Items training =
            ItemFile.USUAL.labelled(SharedData.require("timeseries_classif/JapaneseVowels/JapaneseVowels_TRAIN.ts"));
    private final Items test =
            ItemFile.USUAL.labelled(SharedData.require("timeseries_classif/JapaneseVowels/JapaneseVowels_TEST.ts"));

    /** Items of a batch, by its number. */
    private interface Order {
        int[] batch(long number);
    }

    @Test
    void sortedDataTrainWorse() {
        try (Engine engine = Engine.start(2)) {
            Batches shuffled = Batches.of(training.size(), BATCH, 1);
            int[] sorted = IntStream.range(0, training.size())
                    .boxed()
                    .sorted(Comparator.comparing(i -> training.labels().get(i)))
                    .mapToInt(i -> i)
                    .toArray();
            Order classByClass = number -> {
                int from = (int) (number % shuffled.perEpoch()) * BATCH;
                return Arrays.copyOfRange(sorted, from, Math.min(sorted.length, from + BATCH));
            };
            double mixed = accuracy(engine, shuffled::batch);
            double inOrder = accuracy(engine, classByClass);
            System.out.printf("accuracy on test data: shuffled %.3f, sorted by label %.3f%n", mixed, inOrder);
            assertThat(mixed).isGreaterThan(0.85);
            assertThat(inOrder).isLessThan(mixed - 0.05);
        }
    }

    private double accuracy(Engine engine, Order order) {
        Architecture architecture = new Architecture(
                Encoder.RNN,
                Cell.library("gru"),
                24,
                1,
                false,
                Pooling.MEAN,
                2,
                "3",
                6,
                6,
                Channels.TUNED,
                Noise.NONE,
                false,
                50);
        int[] all = IntStream.range(0, training.size()).toArray();
        Known known = Known.of(training, all, architecture, 1);
        Labels labels = Labels.of(training);
        Classifier model = new Classifier(engine, architecture, known, labels);
        model.initialise(1);
        Inputs inputs = known.inputs(training, architecture);
        int[] classes = labels.classes(training);
        Optimizer optimizer = new Optimizer(engine, UpdateRule.adam(), Clip.norm(5), model.parameters());
        Tape tape = new Tape(engine);
        long steps = EPOCHS * Math.ceilDiv(all.length, BATCH);
        for (long step = 0; step < steps; step++) {
            int[] items = order.batch(step);
            int[] targets = Arrays.stream(items).map(i -> classes[i]).toArray();
            tape.backward(
                    tape.crossEntropy(model.scores(tape, inputs.batch(items), new CounterRandom(1, step)), targets));
            tape.reset();
            optimizer.step(0.01);
        }
        return Report.of(model, test).confusion().accuracy();
    }
}
