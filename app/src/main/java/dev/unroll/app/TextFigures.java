package dev.unroll.app;

import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.metrics.MeanLoss;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How well a model predicts a text. Models of other symbols are compared by bits a character: what the symbols cost, over the
 * characters of the text. Perplexity is that of a symbol; of words it is the literature's.
 *
 * @param unit what a symbol is called
 * @param unknown symbols that stand for words not known, whose spelling costs nothing
 * @param ngrams how well counts of sequences of 1, 2, … symbols do
 */
record TextFigures(String unit, MeanLoss loss, long characters, long symbols, long unknown, List<MeanLoss> ngrams) {
    static TextFigures of(
            Vocabulary vocabulary, long characters, TokenStream text, MeanLoss loss, List<MeanLoss> ngrams) {
        return new TextFigures(
                vocabulary.unit(), loss, characters, text.length(), text.count(vocabulary.unknown()), ngrams);
    }

    private double bitsPerCharacter(MeanLoss of) {
        return of.bits() * symbols / characters;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject().put("characters", characters).put(unit + "s", symbols);
        if (unknown > 0) {
            json.put("unknown", unknown);
        }
        put(loss, json.put("nats_per_" + unit, loss.nats()));
        return ngrams.isEmpty()
                ? json
                : json.put(
                        "ngrams",
                        IntStream.range(0, ngrams.size())
                                .mapToObj(i -> put(ngrams.get(i), new JsonObject().put("order", i + 1)))
                                .toList());
    }

    private JsonObject put(MeanLoss of, JsonObject into) {
        return into.put("bits_per_character", bitsPerCharacter(of)).put("perplexity", of.perplexity());
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
        out.printf(Locale.ROOT, "%-17s%.4f%n", "bits/character", bitsPerCharacter(loss));
        out.printf(Locale.ROOT, "%-17s%.3f%n", "perplexity", loss.perplexity());
        if (!ngrams.isEmpty()) {
            out.printf(Locale.ROOT, "%n%-17s%-17s%s%n", "Kneser-Ney", "bits/character", "perplexity");
        }
        for (int i = 0; i < ngrams.size(); i++) {
            out.printf(
                    Locale.ROOT,
                    "%-17s%-17.4f%.3f%n",
                    "order " + (i + 1),
                    bitsPerCharacter(ngrams.get(i)),
                    ngrams.get(i).perplexity());
        }
    }
}
