package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.SharedData;
import dev.unroll.data.Batches;
import dev.unroll.data.Standardization;
import dev.unroll.expr.Expr;
import dev.unroll.io.Idx;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.loss.CrossEntropy;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Group;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The parts together on a real task: a small network learns some of MNIST's digits. */
class MnistTest {
    private static final int PIXELS = 28 * 28;
    private static final int TRAINING = 3000;
    private static final int TEST = 1000;
    private static final int BATCH = 50;
    private static final int EPOCHS = 4;
    private static final Expr ACTIVATION = Expr.parse("gelu(x)");

    private final Linear in = new Linear(PIXELS, 32);
    private final BatchNorm norm = new BatchNorm(32);
    private final Linear out = new Linear(32, 10);
    private final Dropout dropout = new Dropout(0.1);

    private Tensor scores(Tape tape, Tensor x, CounterRandom random) {
        Tensor h = tape.map(ACTIVATION, List.of("x"), norm.forward(tape, in.forward(tape, x)));
        return out.forward(tape, dropout.forward(tape, h, random));
    }

    @Test
    void aSmallNetworkLearnsDigits() {
        Path mnist = SharedData.require("mnist");
        // The test set serves both: the training set takes ten times as long to unpack.
        float[] images = Idx.read(mnist.resolve("t10k-images-idx3-ubyte.gz")).data();
        float[] labels = Idx.read(mnist.resolve("t10k-labels-idx1-ubyte.gz")).data();
        float[] x = Arrays.copyOf(images, TRAINING * PIXELS);
        float[] test = Arrays.copyOfRange(images, x.length, x.length + TEST * PIXELS);
        Standardization standard =
                Standardization.fit(1, List.of(x)); // one mean of all pixels: at the edge most are constant;
        standard.apply(x);
        standard.apply(test);

        in.initialise(1, "in.", new Init.He(), new Init.Constant(0));
        out.initialise(1, "out.", new Init.Glorot(), new Init.Constant(0));
        Batches batches = Batches.of(TRAINING, BATCH, 1);
        LearningRate rate = new LearningRate(0.01, Schedule.parse("cosine:4:0.2"), batches.perEpoch());
        CrossEntropy loss = new CrossEntropy(0.05, new float[0]);
        try (Engine engine = Engine.of(new ScalarKernels(), 2)) {
            Optimizer optimizer =
                    new Optimizer(engine, UpdateRule.adamw().averaging(0.9), Clip.norm(5), groups(new Decay(0.01, 0)));
            Tape tape = new Tape(engine);
            for (int step = 0; step < EPOCHS * batches.perEpoch(); step++) {
                int[] chosen = batches.batch(step);
                float[] rows = new float[chosen.length * PIXELS];
                int[] classes = new int[chosen.length];
                for (int r = 0; r < chosen.length; r++) {
                    System.arraycopy(x, chosen[r] * PIXELS, rows, r * PIXELS, PIXELS);
                    classes[r] = (int) labels[chosen[r]];
                }
                Tensor scores = scores(tape, Tensor.of(rows, chosen.length, PIXELS), new CounterRandom(1, step));
                tape.backward(loss.of(tape, scores, classes));
                optimizer.step(rate.at(step));
                tape.reset();
            }
            float[] predicted = optimizer.averaged(
                    () -> scores(Tape.inference(engine), Tensor.of(test, TEST, PIXELS), new CounterRandom(0, 0))
                            .data());
            int right = 0;
            for (int r = 0; r < TEST; r++) {
                right += best(predicted, r) == (int) labels[TRAINING + r] ? 1 : 0;
            }
            System.out.println("digits right: " + right + " of " + TEST);
            // The nearest of the 3,000 training images has the right label for 904 of them.
            assertThat(right).isGreaterThan(890);
        }
    }

    private Group[] groups(Decay decay) {
        List<Group> groups = new ArrayList<>();
        Stream.of(in, norm, out).forEach(m -> groups.addAll(List.of(Group.of(m, decay))));
        return groups.toArray(Group[]::new);
    }

    private static int best(float[] scores, int row) {
        int best = 0;
        for (int c = 1; c < 10; c++) {
            best = scores[10 * row + c] > scores[10 * row + best] ? c : best;
        }
        return best;
    }
}
