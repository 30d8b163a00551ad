package dev.unroll.web.serve;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.TextModel;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.serve.Batcher;
import dev.unroll.tasks.zoo.TextModels;
import dev.unroll.web.http.BadRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The models of a server, by the names of their folders. */
final class ServedModels implements AutoCloseable {
    /** A model that reads and writes texts. */
    record Text(String name, TextModel model, Batcher batcher) {}

    private final Map<String, JsonObject> configs = new LinkedHashMap<>();
    private final Map<String, Text> texts = new LinkedHashMap<>();
    private final Map<String, Classifiers> classifiers = new LinkedHashMap<>();

    /** @throws FileException if a folder has no model that can be served */
    ServedModels(Engine engine, List<Path> folders, int lanes, Metrics metrics) {
        for (Path folder : folders) {
            String name = folder.toAbsolutePath().normalize().getFileName().toString();
            JsonObject config = new ModelFolder(folder).config();
            if (configs.put(name, config) != null) {
                throw new FileException("two models are called " + name + "; copy one to a folder of another name");
            }
            if (Classifier.isOne(config)) {
                classifiers.put(name, new Classifiers(Classifier.open(engine, folder)));
            } else {
                TextModel model = TextModels.open(engine, folder);
                texts.put(name, new Text(name, model, new Batcher(name, model, lanes, metrics.model(name))));
            }
        }
    }

    /** The one that a request names; it need not where there is one only. */
    Text text(Ask ask) {
        return one(ask, texts, "reads and writes texts");
    }

    Classifiers classifier(Ask ask) {
        return one(ask, classifiers, "names classes");
    }

    private <T> T one(Ask ask, Map<String, T> of, String what) {
        if (of.isEmpty()) {
            throw new BadRequest(404, "no model here " + what);
        }
        if (!ask.has("model") && of.size() == 1) {
            return of.values().iterator().next();
        }
        String names = String.join(", ", of.keySet());
        if (!ask.has("model")) {
            throw new BadRequest("\"model\" must say which: " + names);
        }
        T model = of.get(ask.body().getString("model"));
        if (model == null) {
            throw new BadRequest(
                    404, "no model called \"" + ask.body().getString("model") + "\" " + what + "; there is " + names);
        }
        return model;
    }

    Iterable<Text> texts() {
        return texts.values();
    }

    JsonObject list() {
        return new JsonObject()
                .put(
                        "models",
                        configs.entrySet().stream()
                                .map(e -> about(e.getKey(), e.getValue()))
                                .toList());
    }

    private JsonObject about(String name, JsonObject config) {
        JsonObject about = new JsonObject().put("name", name).put("task", config.getString("task"));
        Text text = texts.get(name);
        Classifiers classes = classifiers.get(name);
        if (text != null) {
            about.put("parameters", text.model().parameterCount())
                    .put("unit", text.model().vocabulary().unit())
                    .put("symbols", text.model().vocabulary().size());
        } else if (classes != null) {
            about.put("labels", classes.labels());
        }
        return about.put("model", config.get("model"));
    }

    @Override
    public void close() {
        texts.values().forEach(t -> t.batcher().close());
        classifiers.values().forEach(Classifiers::close);
    }
}
