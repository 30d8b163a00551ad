package dev.unroll.web;

import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.TextFeature;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.GradientReport;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.LanguageModelGradients;
import dev.unroll.tasks.MemoryGradients;
import dev.unroll.tasks.MemoryModel;
import dev.unroll.tasks.Reading;
import dev.unroll.tasks.translate.Decoding;
import dev.unroll.tasks.translate.Translator;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Site;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Answers what is asked about one model: what it reads, expects, tracks, and what its gradients do. */
final class ModelPages {
    private static final int LONGEST_WRITTEN = 5000;
    private static final int ALTERNATIVES = 5;
    private static final int RANKED = 8;
    private static final int MOST_STEPS = 1000;
    private static final int SEQUENCES = 8;

    /** Jacobians of more than so many numbers take longer than a reader waits. */
    private static final int LARGEST_JACOBIAN = 600;

    private final Runs runs;
    private final Models models;

    ModelPages(Runs runs, Models models) {
        this.runs = runs;
        this.models = models;
    }

    void serve(Site site) {
        serve(site, "/api/write", this::write);
        serve(site, "/api/expected", this::expected);
        serve(site, "/api/units", this::units);
        serve(site, "/api/unit", this::unit);
        serve(site, "/api/gates", this::gates);
        serve(site, "/api/gradients", this::gradients);
        serve(site, "/api/looks", this::looks);
    }

    private void serve(Site site, String path, Function<JsonObject, JsonObject> answer) {
        site.post(path, exchange -> {
            JsonObject body = exchange.body();
            exchange.json(models.compute(() -> answer.apply(body)));
        });
    }

    private Path folder(JsonObject body) {
        return runs.named(body.getString("run")).folder();
    }

    private Reading reading(JsonObject body) {
        return models.read(folder(body), body.getString("text"));
    }

    private JsonObject write(JsonObject body) {
        int length = Math.clamp(body.getInt("length"), 1, LONGEST_WRITTEN);
        return new JsonObject().put("text", models.write(folder(body), length, body.getDouble("temperature")));
    }

    /** For each character its surprise and what else might have come; in the end, what may come next. */
    private JsonObject expected(JsonObject body) {
        double temperature = body.getDouble("temperature");
        Reading reading = reading(body);
        List<JsonObject> places = IntStream.rangeClosed(0, reading.length())
                .mapToObj(t -> {
                    List<Reading.Expected> top = reading.expected(t, ALTERNATIVES, temperature);
                    JsonObject place = new JsonObject()
                            .put(
                                    "top",
                                    top.stream().map(Reading.Expected::symbol).toList())
                            .put(
                                    "p",
                                    top.stream()
                                            .map(e -> (float) e.probability())
                                            .toList());
                    return t == reading.length()
                            ? place
                            : place.put("character", reading.symbol(t)).put("surprise", (float) reading.surprise(t));
                })
                .toList();
        return new JsonObject().put("places", places);
    }

    private JsonObject gates(JsonObject body) {
        return new JsonObject()
                .put(
                        "gates",
                        reading(body).gates().stream().map(ModelPages::json).toList());
    }

    /** The units that track each feature. */
    private JsonObject units(JsonObject body) {
        Reading reading = reading(body);
        List<JsonObject> features = Arrays.stream(TextFeature.values())
                .map(f -> new JsonObject()
                        .put("name", f.spelling())
                        .put("description", f.description())
                        .put(
                                "units",
                                reading.tracking(f, RANKED).stream()
                                        .map(ModelPages::json)
                                        .toList()))
                .toList();
        return new JsonObject()
                .put(
                        "characters",
                        IntStream.range(0, reading.length())
                                .mapToObj(reading::symbol)
                                .toList())
                .put("layers", reading.layers())
                .put("hidden", reading.hidden())
                .put("shown", reading.shown())
                .put("features", features);
    }

    private static JsonObject json(Reading.Tracking t) {
        return new JsonObject().put("layer", t.layer()).put("unit", t.unit()).put("score", (float) t.score());
    }

    private static JsonObject json(GateUse gate) {
        return new JsonObject()
                .put("layer", gate.layer())
                .put("gate", gate.gate())
                .put("left", floats(gate.left()))
                .put("right", floats(gate.right()));
    }

    private static List<Float> floats(double[] values) {
        return Arrays.stream(values).mapToObj(v -> (float) v).toList();
    }

    /** One unit after each character. */
    private JsonObject unit(JsonObject body) {
        Reading reading = reading(body);
        int layer = body.getInt("layer");
        int unit = body.getInt("unit");
        if (layer < 0 || layer >= reading.layers() || unit < 0 || unit >= reading.hidden()) {
            throw new BadRequest("the model has no such unit");
        }
        List<Float> values = new ArrayList<>();
        for (float v : reading.unit(layer, unit)) {
            values.add(Math.round(v * 1000) / 1000f);
        }
        return new JsonObject().put("values", values);
    }

    /** A translation of one line, and what each of its pieces looked at. */
    private JsonObject looks(JsonObject body) {
        Run run = runs.named(body.getString("run"));
        if (!Translator.isOne(run.config())) {
            throw new BadRequest(run.name() + " does not translate");
        }
        String line = body.getString("text").strip();
        if (line.lines().count() != 1) {
            throw new BadRequest("give one line to translate");
        }
        Translator model = models.translator(run.folder());
        String text =
                model.translate(List.of(line), Decoding.STANDARD).getFirst().text();
        Translator.Looks looks = model.looks(line, text);
        List<List<Float>> weights = Arrays.stream(looks.weights())
                .map(row -> IntStream.range(0, row.length).mapToObj(j -> row[j]).toList())
                .toList();
        return new JsonObject()
                .put("text", text)
                .put("source", looks.source())
                .put("target", looks.target())
                .put("weights", weights);
    }

    private JsonObject gradients(JsonObject body) {
        Path folder = folder(body);
        int steps = Math.clamp(body.getInt("steps"), 1, MOST_STEPS);
        GradientReport report;
        if (MemoryModel.isOne(runs.named(body.getString("run")).config())) {
            report = MemoryGradients.of(MemoryModel.open(models.engine(), folder), SEQUENCES, 3);
        } else {
            LanguageModel model = models.model(folder);
            int elements = model.architecture().hidden()
                    * model.architecture().cell().states().size();
            report = LanguageModelGradients.of(
                    model,
                    models.tokens(folder, body.getString("text")),
                    steps,
                    SEQUENCES,
                    elements <= LARGEST_JACOBIAN ? 3 : 0);
        }
        return report.toJson();
    }
}
