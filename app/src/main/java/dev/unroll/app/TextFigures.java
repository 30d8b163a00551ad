package dev.unroll.app;

import dev.unroll.data.Corpus;
import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.metrics.MeanLoss;
import java.io.PrintStream;
import java.util.Locale;

/**
 * How well a model predicts a text. Models of other symbols are compared by bits a character: what the symbols cost, over the
 * characters of the text. Perplexity is that of a symbol; of words it is the literature's.
 *
 * @param unit what a symbol is called
 * @param unknown symbols that stand for words not known, whose spelling costs nothing
 */
record TextFigures(String unit, MeanLoss loss, long characters, long symbols, long unknown) {
    static TextFigures of(Vocabulary vocabulary, Corpus corpus, TokenStream text, MeanLoss loss) {
        return new TextFigures(
                vocabulary.unit(), loss, corpus.characters(), text.length(), text.count(vocabulary.unknown()));
    }

    private double bitsPerCharacter() {
        return loss.bits() * symbols / characters;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject().put("characters", characters).put(unit + "s", symbols);
        if (unknown > 0) {
            json.put("unknown", unknown);
        }
        return json.put("nats_per_" + unit, loss.nats())
                .put("bits_per_character", bitsPerCharacter())
                .put("perplexity", loss.perplexity());
    }

    void print(PrintStream out) {
        out.printf(Locale.ROOT, "%-17s%,d%n", "characters", characters);
        if (symbols != characters) {
            out.printf(Locale.ROOT, "%-17s%,d%n", unit + "s", symbols);
        }
        if (unknown > 0) {
            out.printf(
                    Locale.ROOT,
                    "%-17s%,d (%.1f %%), whose spelling is not counted%n",
                    "unknown",
                    unknown,
                    100.0 * unknown / symbols);
        }
        out.printf(Locale.ROOT, "%-17s%.4f%n", "nats/" + unit, loss.nats());
        out.printf(Locale.ROOT, "%-17s%.4f%n", "bits/character", bitsPerCharacter());
        out.printf(Locale.ROOT, "%-17s%.3f%n", "perplexity", loss.perplexity());
    }
}
