package dev.unroll.tasks;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.LinearStream;
import dev.unroll.nn.RecurrentStream;
import java.util.function.Consumer;

/**
 * Writes a text with a {@link LanguageModel}, one character at a time: each is drawn from what the model expects after all
 * those before it. After further training of the model, make a new one.
 */
public final class Sampler {
    private final LanguageModel model;
    private final Draw draw;
    private final CounterRandom random;
    private final RecurrentStream rnn;
    private final LinearStream decoder;
    private final float[] logits;
    private final int[] token = new int[1];
    private long drawn;

    Sampler(LanguageModel model, Sampling sampling) {
        this.model = model;
        rnn = model.rnn().stream(1);
        decoder = new LinearStream(model.engine(), model.decoder(), 1);
        logits = new float[model.vocabulary().size()];
        draw = new Draw(sampling, logits.length);
        random = CounterRandom.named(sampling.seed(), "sample");
        // A text begins as a line does; a vocabulary without line ends begins anywhere.
        int lineEnd = model.vocabulary().id('\n');
        feed(Math.max(0, lineEnd));
    }

    private void feed(int id) {
        token[0] = id;
        decoder.apply(rnn.step(token), logits);
    }

    /**
     * Reads a text, so that the next characters continue it.
     *
     * @throws IllegalArgumentException naming the characters that the model does not know
     */
    public void read(String text) {
        for (int id : model.vocabulary().encode(text)) {
            feed(id);
        }
    }

    /** Writes the next character (a whole code point). */
    public String next() {
        int id = draw.from(logits, random.bits(drawn++));
        feed(id);
        return model.vocabulary().symbol(id);
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
