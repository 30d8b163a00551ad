package dev.unroll.web;

import dev.unroll.classic.Tsne;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.PrincipalComponents;
import dev.unroll.tasks.Reading;
import dev.unroll.tasks.TextModel;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.classify.Report;
import dev.unroll.tasks.items.Items;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Answers {@code /api/space}: the states after each character of a text, the vectors of a model's symbols or words, or those of
 * whole texts, laid out in a plane. The answer is lines of JSON, the
 * first at once by principal components, further ones as t-SNE goes on; it ends when the reader goes away.
 */
final class SpacePage {
    /** The search for neighbours takes time by the square. */
    private static final int MOST_POINTS = 3000;

    /** Dimensions that t-SNE is given, as in its papers. */
    private static final int DIMENSIONS = 50;

    private static final int SHOW_EVERY = 10;
    private static final double THETA = 0.5;

    private final Runs runs;
    private final Models models;

    SpacePage(Runs runs, Models models) {
        this.runs = runs;
        this.models = models;
    }

    /**
     * Points to lay out.
     *
     * @param names what each stands for
     * @param groups the label of each, by its place in {@code labels}; none where names are enough to colour them
     */
    private record Cloud(double[][] points, List<String> names, List<Integer> groups, List<String> labels) {
        static Cloud of(float[][] vectors, List<String> names, List<Integer> groups, List<String> labels) {
            if (names.size() < 4) {
                throw new BadRequest("there are " + names.size() + " points; a picture needs at least 4");
            }
            int dimensions = Math.min(DIMENSIONS, vectors[0].length);
            return new Cloud(PrincipalComponents.of(vectors, dimensions), names, groups, labels);
        }
    }

    void answer(Exchange exchange) throws IOException {
        JsonObject body = exchange.body();
        boolean tsne = body.getBoolean("tsne");
        double perplexity = Math.clamp(body.getDouble("perplexity"), 2, 100);
        Cloud cloud = models.compute(() -> cloud(body));
        try (OutputStream out = exchange.stream("application/x-ndjson")) {
            JsonObject first = new JsonObject()
                    .put("names", cloud.names())
                    .put("groups", cloud.groups())
                    .put("labels", cloud.labels());
            tell(out, first.put("places", plane(cloud.points())).put("progress", tsne ? 0 : 1));
            if (!tsne) {
                return;
            }
            Tsne[] layout = {null};
            do {
                // In turns with what others ask for.
                tell(out, models.compute(() -> {
                    layout[0] = layout[0] == null ? new Tsne(cloud.points(), perplexity, THETA, 1) : layout[0];
                    return some(layout[0]);
                }));
            } while (layout[0].steps() < Tsne.ITERATIONS);
        }
    }

    private Cloud cloud(JsonObject body) {
        Run run = runs.named(body.getString("run"));
        return switch (body.getString("of")) {
            case "states" -> states(run, body);
            case "symbols" -> symbols(models.text(run.folder()));
            case "words" -> words(models.classifier(run.folder()));
            case "texts" -> texts(models.classifier(run.folder()), body.getString("text"));
            default -> throw new BadRequest("of is states, symbols, words or texts");
        };
    }

    /** A layer's units after each character of a text. */
    private Cloud states(Run run, JsonObject body) {
        Reading reading = models.read(run.folder(), body.getString("text"));
        int layer = Math.clamp(body.getInt("layer"), 0, reading.layers() - 1);
        int n = Math.min(MOST_POINTS, reading.length());
        float[][] points = new float[n][];
        List<String> characters = new ArrayList<>();
        for (int t = 0; t < n; t++) {
            points[t] = reading.state(layer, t);
            characters.add(reading.symbol(t));
        }
        return Cloud.of(points, characters, List.of(), List.of());
    }

    private static Cloud symbols(TextModel model) {
        Vocabulary vocabulary = model.vocabulary();
        int n = Math.min(MOST_POINTS, vocabulary.size());
        return Cloud.of(
                Arrays.copyOf(model.symbolVectors(), n),
                IntStream.range(0, n).mapToObj(vocabulary::symbol).toList(),
                List.of(),
                List.of());
    }

    /** The most frequent words, each with the class that it would be given alone. */
    private static Cloud words(Classifier model) {
        List<String> words = model.encoder()
                .words()
                .subList(0, Math.min(MOST_POINTS, model.encoder().words().size()));
        return Cloud.of(model.encoder().wordVectors(words.size()), words, answers(model, items(words)), model.labels());
    }

    /** Texts, one a line, each with the label before it and a tab, or else with its answer. */
    private static Cloud texts(Classifier model, String lines) {
        List<String> labels = model.labels();
        List<String> texts = new ArrayList<>();
        List<Integer> given = new ArrayList<>();
        for (String line :
                lines.lines().filter(l -> !l.isBlank()).limit(MOST_POINTS).toList()) {
            int tab = line.indexOf('\t');
            given.add(tab < 0 ? -1 : labels.indexOf(line.substring(0, tab).strip()));
            texts.add(given.getLast() < 0 ? line : line.substring(tab + 1));
        }
        Items items = items(texts);
        List<Integer> answers = answers(model, items);
        List<Integer> groups = IntStream.range(0, texts.size())
                .mapToObj(i -> given.get(i) < 0 ? answers.get(i) : given.get(i))
                .toList();
        return Cloud.of(model.encoder().vectors(items), texts, groups, labels);
    }

    private static Items items(List<String> texts) {
        return new Items.Texts(texts, List.of(), Collections.nCopies(texts.size(), "the text"));
    }

    private static List<Integer> answers(Classifier model, Items items) {
        return Arrays.stream(model.probabilities(items)).map(Report::answer).toList();
    }

    private static List<Float> plane(double[][] points) {
        double[] plane = new double[2 * points.length];
        for (int t = 0; t < points.length; t++) {
            plane[2 * t] = points[t][0];
            plane[2 * t + 1] = points[t].length > 1 ? points[t][1] : 0;
        }
        return rounded(plane);
    }

    private static JsonObject some(Tsne layout) {
        for (int i = 0; i < SHOW_EVERY; i++) {
            layout.step();
        }
        return new JsonObject()
                .put("places", rounded(layout.places()))
                .put("divergence", (float) layout.divergence())
                .put("progress", layout.steps() / (double) Tsne.ITERATIONS);
    }

    private static void tell(OutputStream out, JsonObject line) throws IOException {
        out.write((Json.line(line) + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static List<Float> rounded(double[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (double v : values) {
            list.add((float) v);
        }
        return list;
    }
}
