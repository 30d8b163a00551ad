package dev.unroll.tasks;

import dev.unroll.data.Batch;
import dev.unroll.data.TokenDataset;
import dev.unroll.data.TokenStream;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.RecurrentState;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/**
 * How well a model predicts a text.
 *
 * @param nats mean of −ln p(character | those before it)
 * @param characters how many were predicted
 */
public record Evaluation(double nats, long characters) {
    private static final int STEPS = 50;

    /** Side by side, as many as keep the processor busy; but each begins without knowing what comes before it. */
    private static final int LANES = 32;

    private static final int SHORTEST_LANE = 1000;

    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    /**
     * Reads a text from beginning to end, the state carried all along. A long one is cut into up to 32 parts that are read
     * side by side.
     */
    public static Evaluation of(LanguageModel model, TokenStream text) {
        int lanes = Math.clamp(text.length() / SHORTEST_LANE, 1, LANES);
        TokenDataset data = TokenDataset.evaluation(text, lanes, STEPS);
        Tape tape = Tape.inference(model.engine());
        RecurrentState state = model.zeroState(lanes);
        double sum = 0;
        long characters = 0;
        for (long i = 0; i < data.batches(); i++) {
            Batch batch = data.batch(i);
            if (batch.resetsState()) {
                state = model.zeroState(batch.size());
            }
            int rows = batch.time() * batch.size();
            Tensor scores = model.forward(tape, batch.inputs(), state, UNUSED);
            sum += rows * (double) tape.crossEntropy(scores, batch.targets()).item();
            characters += rows;
            tape.reset();
        }
        return new Evaluation(sum / characters, characters);
    }

    public double bitsPerCharacter() {
        return nats / Math.log(2);
    }

    /** Among how many equally likely characters the model seems to choose. */
    public double perplexity() {
        return Math.exp(nats);
    }
}
