package dev.unroll.tasks;

import dev.unroll.data.Vocabulary;
import java.util.function.Consumer;

/**
 * Writes a text with a language model, one character at a time: each is drawn from what the model expects after all
 * those before it. After further training of the model, make a new one.
 */
public final class Sampler {
    /** What a model expects after a text. */
    @FunctionalInterface
    public interface Reading {
        /**
         * Reads the next character.
         *
         * @param scores of each character after it; to be filled
         */
        void step(int token, float[] scores);
    }

    private final Vocabulary vocabulary;
    private final Draw draw;
    private final Reading reading;
    private final float[] logits;

    /** @param reading of a text from its beginning */
    public Sampler(Vocabulary vocabulary, Sampling sampling, Reading reading) {
        this.vocabulary = vocabulary;
        this.reading = reading;
        logits = new float[vocabulary.size()];
        draw = new Draw(sampling, logits.length);
        feed(beginning(vocabulary));
    }

    /** What is read before a text: it begins as a line does; a vocabulary without line ends begins anywhere. */
    public static int beginning(Vocabulary vocabulary) {
        return Math.max(0, vocabulary.id('\n'));
    }

    private void feed(int id) {
        reading.step(id, logits);
    }

    /**
     * Reads a text, so that the next characters continue it.
     *
     * @throws IllegalArgumentException naming the characters that the model does not know
     */
    public void read(String text) {
        for (int id : vocabulary.encode(text)) {
            feed(id);
        }
    }

    /** Writes the next character (a whole code point). */
    public String next() {
        int id = draw.next(logits, 0);
        feed(id);
        return vocabulary.symbol(id);
    }

    /** Writes {@code length} characters, each handed over as soon as it is there. */
    public void write(int length, Consumer<String> to) {
        for (int i = 0; i < length; i++) {
            to.accept(next());
        }
    }

    /** A beginning and {@code length} characters after it. */
    public String text(String beginning, int length) {
        read(beginning);
        StringBuilder text = new StringBuilder(beginning);
        write(length, text::append);
        return text.toString();
    }
}
