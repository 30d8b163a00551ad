package dev.unroll.tasks;

import dev.unroll.data.Vocabulary;
import java.util.function.Consumer;

/**
 * Writes a text with a language model, one symbol at a time: each is drawn from what the model expects after all
 * those before it. After further training of the model, make a new one.
 */
public final class Sampler {
    /** What a model expects after a text. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads the next symbol.
         *
         * @param scores of each symbol after it; to be filled
         */
        void step(int token, float[] scores);
    }

    private final Vocabulary vocabulary;
    private final Vocabulary.Spelling spelling;
    private final Draw draw;
    private final Reading reading;
    private final float[] logits;

    /** @param reading of a text from its beginning */
    public Sampler(Vocabulary vocabulary, Sampling sampling, Reading reading) {
        this.vocabulary = vocabulary;
        this.reading = reading;
        logits = new float[vocabulary.size()];
        spelling = vocabulary.spelling();
        draw = new Draw(sampling, logits.length);
        feed(vocabulary.beginning());
    }

    private void feed(int id) {
        reading.step(id, logits);
    }

    /**
     * Reads a text, so that the next symbols continue it.
     *
     * @throws IllegalArgumentException naming the characters that the model does not know
     */
    public void read(String text) {
        for (int id : vocabulary.encode(text)) {
            spelling.add(id);
            feed(id);
        }
    }

    /** Writes the next symbol: whole characters, or nothing where that ends in the middle of one. */
    public String next() {
        int id = draw.next(logits, 0);
        feed(id);
        return spelling.add(id);
    }

    /** Writes {@code length} symbols, each handed over as soon as it is there. */
    public void write(int length, Consumer<String> to) {
        for (int i = 0; i < length; i++) {
            to.accept(next());
        }
        to.accept(rest());
    }

    /** What was begun and not ended by the last symbol. */
    public String rest() {
        return spelling.rest();
    }

    /** A beginning and {@code length} symbols after it. */
    public String text(String beginning, int length) {
        read(beginning);
        StringBuilder text = new StringBuilder(beginning);
        write(length, text::append);
        return text.toString();
    }
}
