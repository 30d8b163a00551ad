package dev.unroll.tasks;

import dev.unroll.data.Batch;
import dev.unroll.data.TokenDataset;
import dev.unroll.data.TokenStream;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.RecurrentState;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/** How well a model predicts a text. */
public final class Evaluation {
    /** Enough rows for products at full speed; more would only be memory. */
    private static final int STEPS = 16;

    /** Side by side, as many as keep the processor busy; but each begins without knowing what comes before it. */
    private static final int LANES = 32;

    private static final int SHORTEST_LANE = 1000;

    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private Evaluation() {}

    /**
     * Reads a text from beginning to end, the state carried all along. A long one is cut into up to 32 parts that are read
     * side by side.
     *
     * @return of −ln p(character | those before it)
     */
    public static MeanLoss of(LanguageModel model, TokenStream text) {
        return of(Tape.inference(model.engine()), model, text);
    }

    static MeanLoss of(Tape tape, LanguageModel model, TokenStream text) {
        int lanes = Math.clamp(text.length() / SHORTEST_LANE, 1, LANES);
        TokenDataset data = TokenDataset.evaluation(text, lanes, STEPS);
        RecurrentState state = model.zeroState(lanes);
        MeanLoss loss = new MeanLoss();
        for (long i = 0; i < data.batches(); i++) {
            Batch batch = data.batch(i);
            if (batch.resetsState()) {
                state = model.zeroState(batch.size());
            }
            Tensor scores = model.forward(tape, batch.inputs(), state, UNUSED);
            loss.add(tape.crossEntropy(scores, batch.targets()).item(), (long) batch.time() * batch.size());
            tape.reset();
        }
        return loss;
    }
}
