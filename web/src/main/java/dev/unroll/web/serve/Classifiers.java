package dev.unroll.web.serve;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.classify.Report;
import dev.unroll.tasks.items.Items;
import dev.unroll.web.http.BadRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A model that names classes. One request computes at a time, all its texts side by side, on a thread that may be kept busy. */
final class Classifiers implements AutoCloseable {
    private final Classifier model;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("classify").unstarted(task));

    Classifiers(Classifier model) {
        this.model = model;
    }

    List<String> labels() {
        return model.labels();
    }

    /** For each text its class and how probable all of them are. */
    List<JsonObject> predict(List<String> texts, long seconds) throws InterruptedException {
        Items items = new Items.Texts(texts, List.of(), Collections.nCopies(texts.size(), "the request"));
        Future<float[][]> answer = worker.submit(() -> model.probabilities(items));
        try {
            return Arrays.stream(answer.get(seconds, TimeUnit.SECONDS))
                    .map(this::json)
                    .toList();
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new BadRequest(503, "it took longer than " + seconds + " s; send fewer texts", 1);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        }
    }

    private JsonObject json(float[] probabilities) {
        JsonObject all = new JsonObject();
        for (int c = 0; c < probabilities.length; c++) {
            all.put(labels().get(c), probabilities[c]);
        }
        return new JsonObject()
                .put("label", labels().get(Report.answer(probabilities)))
                .put("probabilities", all);
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
