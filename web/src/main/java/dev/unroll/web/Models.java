package dev.unroll.web;

import dev.unroll.data.Corpus;
import dev.unroll.data.TokenStream;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.Reading;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.TextModel;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.translate.Translator;
import dev.unroll.tasks.zoo.TextModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The models that are being looked at, and the texts they have read last. A model that its training has saved anew is read
 * anew. One request computes at a time, on half of the processors, so that trainings beside it keep theirs; and on a thread
 * of its own, since the few that carry the virtual ones have to answer everybody else meanwhile.
 */
final class Models implements AutoCloseable {
    private static final int KEPT = 4;

    private record Opened(long savedAt, Object model) {}

    private record Read(Path folder, long savedAt, String text) {}

    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("models").unstarted(task));
    private @Nullable Engine engine;
    private final Map<Path, Opened> opened = newest();
    private final Map<Read, Reading> readings = newest();
    private final Map<Read, String> written = newest();

    private static <K, V> Map<K, V> newest() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > KEPT;
            }
        };
    }

    /** Computes something once it is its turn. What is below may be used in it only. */
    <T> T compute(Callable<T> work) throws IOException {
        try {
            return worker.submit(work).get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException r -> throw r;
                case IOException i -> throw i;
                case Error r -> throw r;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IOException("the server is being closed", e);
        }
    }

    Engine engine() {
        if (engine == null) {
            engine = Engine.start(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        }
        return engine;
    }

    private static long savedAt(Path run) {
        return new ModelFolder(run).weightsFile().toFile().lastModified();
    }

    LanguageModel model(Path run) {
        return opened(run, LanguageModel.class, LanguageModel::open);
    }

    TextModel text(Path run) {
        return opened(run, TextModel.class, TextModels::open);
    }

    Classifier classifier(Path run) {
        return opened(run, Classifier.class, Classifier::open);
    }

    Translator translator(Path run) {
        return opened(run, Translator.class, Translator::open);
    }

    private <M> M opened(Path run, Class<M> type, BiFunction<Engine, Path, M> open) {
        long savedAt = savedAt(run);
        Opened known = opened.get(run);
        if (known == null || known.savedAt != savedAt) {
            known = new Opened(savedAt, open.apply(engine(), run));
            opened.put(run, known);
        }
        return type.cast(known.model);
    }

    Reading read(Path run, String text) {
        return readings.computeIfAbsent(new Read(run, savedAt(run), text), _ -> Reading.of(model(run), text));
    }

    /** A text by the model itself, for those who have none at hand. */
    String write(Path run, int length, double temperature) {
        return written.computeIfAbsent(
                new Read(run, savedAt(run), length + " at " + temperature),
                _ -> model(run).sampler(new Sampling(temperature, 0, 1, 1)).text("", length));
    }

    TokenStream tokens(Path run, String text) {
        return Corpus.of(text).tokens(model(run).vocabulary());
    }

    @Override
    public void close() {
        worker.shutdownNow();
        if (engine != null) {
            engine.close();
        }
    }
}
