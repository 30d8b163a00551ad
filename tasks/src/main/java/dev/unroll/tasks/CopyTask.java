package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/**
 * Copying after a pause (Hochreiter and Schmidhuber 1997; Arjovsky, Shah and Bengio 2016): four symbols out of eight, then
 * blanks, then four times the signal to recall, at which the symbols are asked for in their order. The steps in one-hot
 * vectors; the answers in cross-entropy, in nats. Who guesses has ln 8. It asks for memory over time rather than for much of
 * it, hence four symbols and not the usual ten.
 *
 * @param lag steps from a symbol to its recall
 */
record CopyTask(int lag) implements MemoryTask {
    private static final int KINDS = 8;
    private static final int SYMBOLS = 4;
    private static final int BLANK = KINDS;
    private static final int RECALL = KINDS + 1;

    CopyTask {
        Check.that(lag >= SYMBOLS, "copying " + SYMBOLS + " symbols needs a lag of at least " + SYMBOLS, lag);
    }

    @Override
    public String name() {
        return "copy";
    }

    @Override
    public int steps() {
        return lag + SYMBOLS;
    }

    @Override
    public int inputs() {
        return KINDS + 2;
    }

    @Override
    public int outputs() {
        return KINDS;
    }

    @Override
    public int answers() {
        return SYMBOLS;
    }

    @Override
    public double untrained(JsonObject settings) {
        return guess();
    }

    @Override
    public double guess() {
        return Math.log(KINDS);
    }

    @Override
    public Examples examples(CounterRandom random, long first, int count) {
        float[] x = new float[steps() * count * inputs()];
        int[] symbols = new int[SYMBOLS * count];
        for (int b = 0; b < count; b++) {
            CounterRandom own = new CounterRandom(random.bits(first + b), 0);
            for (int t = 0; t < steps(); t++) {
                int shown = t < lag ? BLANK : RECALL;
                if (t < SYMBOLS) {
                    shown = (int) (own.uniform(t) * KINDS);
                    symbols[t * count + b] = shown;
                }
                x[(t * count + b) * inputs() + shown] = 1;
            }
        }
        return new Examples(
                Tensor.of(x, steps() * count, inputs()),
                (tape, scores) -> tape.crossEntropy(
                        scores, Arrays.copyOfRange(symbols, symbols.length - scores.size(0), symbols.length)));
    }
}
