package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The five ways to wire a recurrence to the world, each on a task that only this wiring can learn. */
class WiringsTest {
    private static final int HIDDEN = 16;
    private static final int BATCH = 16;

    private final Engine engine = Engine.of(new ScalarKernels(), 1);
    private final Tape tape = new Tape(engine);
    private final List<Tensor> parameters = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(1);

    private Recurrent recurrent(String cell, Recurrent.Input input, RecurrentOptions options) {
        Recurrent stack = new Recurrent(engine, Cell.library(cell), input, HIDDEN, options);
        stack.initialise(1, "");
        parameters.addAll(stack.parameters());
        return stack;
    }

    private Linear linear(int in, int out) {
        Linear linear = new Linear(in, out);
        linear.initialise(1, "linear");
        parameters.addAll(linear.parameters());
        return linear;
    }

    /** The mean loss of the last 20 of some updates, each on a batch of its own. */
    private double train(int updates, Supplier<Tensor> loss) {
        Optimizer optimizer = new Optimizer(engine, UpdateRule.adam(), Clip.norm(5), parameters);
        double sum = 0;
        for (int i = 0; i < updates; i++) {
            Tensor value = loss.get();
            sum += i < updates - 20 ? 0 : value.item();
            tape.backward(value);
            optimizer.step(0.02);
            tape.reset();
        }
        return sum / 20;
    }

    private int[] draw(int count, int bound) {
        return random.ints(count, 0, bound).toArray();
    }

    private static int[] each(int count, IntToLongFunction value) {
        int[] values = new int[count];
        Arrays.setAll(values, i -> (int) value.applyAsLong(i));
        return values;
    }

    /** Whether two bits differ. */
    @Test
    void oneToOne() {
        Recurrent unit = recurrent("rnn", Recurrent.features(2), RecurrentOptions.DEFAULT);
        Linear classes = linear(HIDDEN, 2);
        assertThat(train(400, () -> {
                    int[] bits = draw(2 * BATCH, 2);
                    float[] x = new float[bits.length];
                    for (int i = 0; i < x.length; i++) {
                        x[i] = bits[i];
                    }
                    int[] labels = each(BATCH, b -> bits[2 * b] ^ bits[2 * b + 1]);

                    Tensor h = unit.unroll(tape, Sequences.of(Tensor.of(x, BATCH, 2), BATCH))
                            .output();
                    return tape.crossEntropy(classes.forward(tape, h), labels);
                }))
                .isLessThan(0.05);
    }

    /** Counting on from a number: the recurrence hears it once, and then nothing but that it shall go on. */
    @Test
    void oneToMany() {
        int steps = 4;
        Linear look = linear(5, HIDDEN);
        Recurrent count = recurrent("gru", Recurrent.tokens(1), RecurrentOptions.DEFAULT);
        Linear numbers = linear(HIDDEN, 5);
        assertThat(train(300, () -> {
                    int[] first = draw(BATCH, 5);
                    float[] x = new float[BATCH * 5];
                    for (int b = 0; b < BATCH; b++) {
                        x[b * 5 + first[b]] = 1;
                    }
                    int[] expected = each(steps * BATCH, r -> (first[r % BATCH] + r / BATCH) % 5);

                    Tensor seen = look.forward(tape, Tensor.of(x, BATCH, 5));
                    Sequences goOn = Sequences.of(new int[steps * BATCH], BATCH);
                    Tensor h = count.unroll(tape, goOn, Start.at(List.of(seen))).output();
                    return tape.crossEntropy(numbers.forward(tape, h), expected);
                }))
                .isLessThan(0.05);
    }

    /** Whether the first and the last token of a sequence are the same, however long it is. */
    @Test
    void manyToOne() {
        int steps = 5;
        Recurrent read = recurrent(
                "lstm", Recurrent.tokens(3), RecurrentOptions.DEFAULT.withDirections(Directions.CONCATENATED));
        Linear classes = linear(2 * HIDDEN, 2);
        assertThat(train(300, () -> {
                    int[] tokens = draw(steps * BATCH, 3);
                    int[] lengths = each(BATCH, b -> 2 + random.nextInt(steps - 1));
                    int[] same = each(BATCH, b -> tokens[b] == tokens[(lengths[b] - 1) * BATCH + b] ? 1 : 0);

                    RecurrentOutput h =
                            read.unroll(tape, Sequences.of(tokens, BATCH).withLengths(lengths));
                    return tape.crossEntropy(classes.forward(tape, h.last()), same);
                }))
                .isLessThan(0.05);
    }

    /** Saying a sequence backwards, once it has been heard to its end. */
    @Test
    void manyToMany() {
        int steps = 3;
        Recurrent encoder = recurrent("lstm", Recurrent.tokens(4), RecurrentOptions.DEFAULT);
        Recurrent decoder = recurrent("lstm", Recurrent.tokens(5), RecurrentOptions.DEFAULT);
        Linear words = linear(HIDDEN, 4);
        assertThat(train(500, () -> {
                    int[] source = draw(steps * BATCH, 4);
                    int[] target = each(steps * BATCH, r -> source[(steps - 1 - r / BATCH) * BATCH + r % BATCH]);
                    int[] shifted = each(steps * BATCH, r -> r < BATCH ? 4 : target[r - BATCH]); // 4: begin

                    List<Tensor> thought =
                            encoder.unroll(tape, Sequences.of(source, BATCH)).states();
                    Tensor h = decoder.unroll(tape, Sequences.of(shifted, BATCH), Start.at(thought))
                            .output();
                    return tape.crossEntropy(words.forward(tape, h), target);
                }))
                .isLessThan(0.1);
    }

    /** Whether a token stands beside its like, on either side. Past the end of a sequence nothing is asked. */
    @Test
    void manyToManyInStep() {
        int steps = 5;
        Recurrent read =
                recurrent("gru", Recurrent.tokens(3), RecurrentOptions.DEFAULT.withDirections(Directions.CONCATENATED));
        Linear tags = linear(2 * HIDDEN, 2);
        assertThat(train(300, () -> {
                    int[] tokens = draw(steps * BATCH, 3);
                    int[] lengths = each(BATCH, b -> 1 + random.nextInt(steps));
                    int[] expected = each(steps * BATCH, r -> {
                        int left = lengths[r % BATCH] - r / BATCH;
                        boolean before = r >= BATCH && tokens[r - BATCH] == tokens[r];
                        boolean after = left > 1 && tokens[r + BATCH] == tokens[r];
                        return left < 1 ? -1 : before || after ? 1 : 0;
                    });

                    Tensor h = read.unroll(tape, Sequences.of(tokens, BATCH).withLengths(lengths))
                            .output();
                    return tape.crossEntropy(tags.forward(tape, h), expected);
                }))
                .isLessThan(0.05);
    }
}
