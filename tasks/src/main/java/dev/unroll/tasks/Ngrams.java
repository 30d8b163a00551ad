package dev.unroll.tasks;

import dev.unroll.classic.KneserNey;
import dev.unroll.data.TokenStream;
import dev.unroll.metrics.MeanLoss;
import java.util.List;
import java.util.stream.IntStream;

/** What counts of short sequences of symbols predict: the least that a language model has to be better than. */
public final class Ngrams {
    private Ngrams() {}

    /**
     * Counts a text, and predicts each symbol of another one but the first, as {@link Evaluation} does.
     *
     * @param symbols of the vocabulary
     * @param order of the longest sequences
     * @return for sequences of 1, 2, … {@code order} symbols
     * @throws IllegalArgumentException if there are more sequences than there is memory for
     */
    public static List<MeanLoss> of(TokenStream text, int symbols, int order, TokenStream other) {
        int[] counted = text.toArray();
        int[] predicted = other.toArray();
        return IntStream.rangeClosed(1, order)
                .mapToObj(n -> loss(KneserNey.of(counted, symbols, n).reader(), predicted))
                .toList();
    }

    private static MeanLoss loss(KneserNey.Reader reader, int[] text) {
        double nats = 0;
        for (int t = 0; t < text.length; t++) {
            double p = reader.read(text[t]);
            nats -= t == 0 ? 0 : Math.log(p);
        }
        MeanLoss loss = new MeanLoss();
        loss.add(nats / (text.length - 1), text.length - 1);
        return loss;
    }
}
