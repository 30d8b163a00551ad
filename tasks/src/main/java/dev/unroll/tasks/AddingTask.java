package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.loss.ElementLoss;
import dev.unroll.tensor.Tensor;

/**
 * The adding problem, experiment 4 of Hochreiter and Schmidhuber 1997 as Le, Jaitly and Hinton 2015 state it: each step
 * shows a number from [0, 1) and a mark; two steps are marked, one in each half of the sequence; at the end the sum of the two
 * marked numbers is asked for. Who always says 1 has a mean squared error of 1/6.
 *
 * @param lag length of the sequences: the first mark is half to all of it away
 */
record AddingTask(int lag) implements MemoryTask {
    AddingTask {
        Check.that(lag >= 2, "the adding problem needs a lag of at least 2", lag);
    }

    @Override
    public String name() {
        return "adding";
    }

    @Override
    public int steps() {
        return lag;
    }

    @Override
    public int inputs() {
        return 2;
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public int answers() {
        return 1;
    }

    /** Of saying 0: the mean square of the sum of two numbers from [0, 1). */
    @Override
    public double untrained(JsonObject settings) {
        return 7.0 / 6;
    }

    @Override
    public double guess() {
        return 1.0 / 6;
    }

    @Override
    public Examples examples(CounterRandom random, long first, int count) {
        float[] x = new float[steps() * count * 2];
        float[] sums = new float[count];
        int half = lag / 2;
        for (int b = 0; b < count; b++) {
            CounterRandom own = new CounterRandom(random.bits(first + b), 0);
            int one = (int) (own.uniform(lag) * half);
            int other = half + (int) (own.uniform(lag + 1) * (lag - half));
            for (int t = 0; t < lag; t++) {
                boolean marked = t == one || t == other;
                x[(t * count + b) * 2] = own.uniform(t);
                x[(t * count + b) * 2 + 1] = marked ? 1 : 0;
                sums[b] += marked ? own.uniform(t) : 0;
            }
        }
        Tensor targets = Tensor.of(sums, count, 1);
        return new Examples(
                Tensor.of(x, steps() * count, 2),
                (tape, y) -> ElementLoss.squared().mean(tape, y, targets));
    }
}
