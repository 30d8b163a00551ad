package dev.unroll.tasks;

import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;

/** A model that expects the next symbol of a text. */
public interface TextModel {
    Engine engine();

    Vocabulary vocabulary();

    /** Numbers that were trained. */
    long parameterCount();

    /**
     * Reads texts side by side with the weights as they are now.
     *
     * @param most 1 … {@link Lanes#MOST}
     */
    Lanes lanes(int most);

    /** How well it predicts a text: of −ln p(symbol | those before it). */
    MeanLoss evaluate(TokenStream text);

    /** What each symbol of the vocabulary is to the model: the vector that it puts in the place of the symbol. */
    float[][] symbolVectors();

    /** Writes texts with the weights as they are now. */
    default Sampler sampler(Sampling sampling) {
        Lanes one = lanes(1);
        one.begin(0);
        int[] read = new int[1];
        return new Sampler(vocabulary(), sampling, (token, scores) -> {
            read[0] = token;
            one.step(read, 1, scores);
        });
    }
}
