package dev.unroll.web;

import dev.unroll.classic.Tsne;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.PrincipalComponents;
import dev.unroll.tasks.Reading;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers {@code /api/space}: the states after each character of a text, laid out in a plane. The answer is lines of JSON, the
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

    /** Points to lay out, and the characters that they stand for. */
    private record Cloud(double[][] points, List<String> characters) {}

    void answer(Exchange exchange) throws IOException {
        JsonObject body = exchange.body();
        boolean tsne = body.getBoolean("tsne");
        double perplexity = Math.clamp(body.getDouble("perplexity"), 2, 100);
        Cloud cloud = models.compute(() -> cloud(body));
        try (OutputStream out = exchange.stream("application/x-ndjson")) {
            JsonObject first = new JsonObject().put("characters", cloud.characters());
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
        Reading reading = models.read(runs.named(body.getString("run")).folder(), body.getString("text"));
        int layer = Math.clamp(body.getInt("layer"), 0, reading.layers() - 1);
        int n = Math.min(MOST_POINTS, reading.length());
        if (n < 4) {
            throw new BadRequest("a text of at least 4 characters is needed");
        }
        float[][] points = new float[n][];
        List<String> characters = new ArrayList<>();
        for (int t = 0; t < n; t++) {
            points[t] = reading.state(layer, t);
            characters.add(reading.character(t));
        }
        return new Cloud(PrincipalComponents.of(points, Math.min(DIMENSIONS, reading.hidden())), characters);
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
