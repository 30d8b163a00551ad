package dev.unroll.web.serve;

import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.serve.Embedding;
import dev.unroll.tasks.serve.Passage;
import dev.unroll.tasks.serve.Scoring;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Answers what a model makes of texts that it is given: how probable they are, their vectors, their classes. */
final class Reads {
    static final List<String> SCORE = List.of("model", "text", "prime");
    static final List<String> EMBED = List.of("model", "text");
    static final List<String> PREDICT = List.of("model", "texts");

    private static final int MOST_TEXTS = 1000;

    private final ServedModels models;
    private final Limits limits;

    Reads(ServedModels models, Limits limits) {
        this.models = models;
        this.limits = limits;
    }

    private Ask ask(Exchange exchange, List<String> keys) throws IOException {
        return new Ask(exchange.body(), limits.length()).known(keys);
    }

    private static void run(ServedModels.Text served, Passage passage) throws InterruptedException {
        served.batcher().add(passage);
        Passage.End end = passage.await();
        if (end != Passage.End.FINISHED) {
            throw Generate.unfinished(end);
        }
    }

    void score(Exchange exchange) throws IOException, InterruptedException {
        Ask ask = ask(exchange, SCORE);
        ServedModels.Text served = models.text(ask);
        Vocabulary vocabulary = served.model().vocabulary();
        String text = ask.text("text", "");
        Scoring scoring = new Scoring(vocabulary, ask.text("prime", ""), text, limits.time());
        run(served, scoring);
        double[] scores = scoring.logProbabilities();
        int characters = text.codePointCount(0, text.length());
        double bits = scoring.nats() / Math.log(2);
        exchange.json(new JsonObject()
                .put("model", served.name())
                .put("characters", characters)
                .put("bits", bits)
                .put("bits_per_character", bits / characters)
                .put(
                        "symbols",
                        Arrays.stream(scoring.symbols())
                                .mapToObj(vocabulary::symbol)
                                .toList())
                .put("log_probabilities", Arrays.stream(scores).boxed().toList()));
    }

    void embed(Exchange exchange) throws IOException, InterruptedException {
        Ask ask = ask(exchange, EMBED);
        ServedModels.Text served = models.text(ask);
        Embedding embedding = new Embedding(served.model().vocabulary(), ask.text("text", ""), limits.time());
        run(served, embedding);
        float[] vector = embedding.vector();
        exchange.json(new JsonObject()
                .put("model", served.name())
                .put(
                        "vector",
                        IntStream.range(0, vector.length)
                                .mapToObj(i -> vector[i])
                                .toList()));
    }

    void predict(Exchange exchange) throws IOException, InterruptedException {
        Ask ask = ask(exchange, PREDICT);
        Classifiers served = models.classifier(ask);
        List<String> texts = ask.texts("texts");
        if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
            throw new BadRequest("\"texts\" must be 1 to " + MOST_TEXTS + " texts");
        }
        exchange.json(new JsonObject()
                .put("items", served.predict(texts, limits.time().toSeconds())));
    }
}
