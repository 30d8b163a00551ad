package dev.unroll.tasks.tune;

import dev.unroll.io.Checkpoints;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.Training;
import dev.unroll.train.DivergedException;
import dev.unroll.train.Limit;
import dev.unroll.train.RunLog;
import dev.unroll.train.SavePolicy;
import dev.unroll.train.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Searches for settings: two thirds of the trials are drawn from the whole space (Bergstra and Bengio 2012), the others from a
 * narrower one around the best so far, and {@link Halving} says which of them go on.
 *
 * <p>Every trial is a run in a folder of its own and is taken up from its last checkpoint, after a kill as well as when it goes
 * on. No rung is waited for. Yet what is done does not depend on which trial was faster: results count in the order in which the trainings
 * were begun, and each decision is made without the last few of them, whether they are there or not. So the outcome is the same for
 * any number of workers.
 */
public final class Tuning {
    /** Trainings that are under way at most, whose results no decision waits for. */
    public static final int MOST_WORKERS = 4;

    private static final SavePolicy SAVING = new SavePolicy(true, 0, Duration.ofSeconds(30), 2);
    private static final int KEPT = 2;

    private final Engine engine;
    private final int workers;
    private final Task task;
    private final JsonObject base;
    private final Space space;
    private final TuneSettings settings;
    private final RunFolder run;
    private final Consumer<Trial> watcher;
    private final Map<Integer, Map<Integer, Trial>> done = new HashMap<>();
    private final Set<Trainer> present = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * Begins a search, or goes on with what the run's metrics have of it.
     *
     * @param engine whose threads the workers share
     * @param workers trials at a time
     * @param watcher hears of each rung of each trial, not of those known already
     */
    public Tuning(
            Engine engine,
            int workers,
            Task task,
            JsonObject base,
            Space space,
            TuneSettings settings,
            RunFolder run,
            Consumer<Trial> watcher) {
        this.engine = engine;
        this.workers = workers;
        this.task = task;
        this.base = base;
        this.space = space;
        this.settings = settings;
        this.run = run;
        this.watcher = watcher;
        run.rewindMetrics(Long.MAX_VALUE); // drops a line that a killed process did not finish
        RunFolder.readMetrics(run.path(), this::remember);
    }

    private void remember(JsonObject line) {
        int number = line.getInt("trial");
        int rung = line.getInt("rung");
        // The settings are drawn again when it is known from which space.
        put(new Trial(number, base, rung, line.getLong("steps"), line.getDouble("loss")));
    }

    private void put(Trial trial) {
        done.computeIfAbsent(trial.number(), n -> new HashMap<>()).put(trial.rung(), trial);
    }

    /** How many trainings there are from rung to rung, over all, about. */
    public int rounds() {
        return Halving.jobs(settings.trials());
    }

    /** How many of these were made before. */
    public int known() {
        return done.values().stream().mapToInt(Map::size).sum();
    }

    private int coarse() {
        return settings.trials() - settings.trials() / Halving.REDUCTION;
    }

    /** Has {@link #run} end without a result, from any thread; what was reached is kept. */
    public void stop() {
        stopping = true;
        present.forEach(Trainer::stop);
    }

    /**
     * Searches to the end.
     *
     * @return the best first, all with their last rung; empty if it was stopped
     */
    public List<Trial> run() {
        Halving halving = new Halving(settings.trials());
        Map<Integer, JsonObject> drawn = new HashMap<>();
        List<Future<Trial>> begun = new ArrayList<>();
        List<Trial> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            while (!stopping) {
                while (begun.size() - results.size() >= MOST_WORKERS) {
                    results.add(result(begun.get(results.size())));
                }
                Optional<Halving.Job> next = halving.next(results);
                while (next.isEmpty() && results.size() < begun.size()) {
                    results.add(result(begun.get(results.size())));
                    next = halving.next(results);
                }
                if (next.isEmpty()) {
                    next = halving.last(results);
                }
                if (next.isEmpty()) {
                    break;
                }
                Halving.Job job = next.get();
                JsonObject own = drawn.computeIfAbsent(job.trial(), n -> draw(n, results));
                begun.add(pool.submit(() -> round(new Trial(job.trial(), own, job.rung(), 0, Double.NaN))));
            }
        }
        if (stopping) {
            return List.of();
        }
        List<Trial> best = Halving.ranked(results);
        best.stream().skip(1).forEach(this::drop);
        return best;
    }

    private JsonObject draw(int number, List<Trial> results) {
        Space from = number < coarse()
                ? space
                : Halving.ranked(results).stream()
                        .filter(t -> !Double.isNaN(t.loss()))
                        .findFirst()
                        .map(best -> space.around(best.settings()))
                        .orElse(space);
        return from.draw(base, settings.seed(), number);
    }

    private static Trial result(Future<Trial> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the search was interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Trains up to a trial's rung, unless it has been there. */
    private Trial round(Trial trial) {
        Trial known = done.getOrDefault(trial.number(), Map.of()).get(trial.rung());
        return known == null
                ? train(trial)
                : new Trial(trial.number(), trial.settings(), trial.rung(), known.steps(), known.loss());
    }

    private Path folder(int trial) {
        return run.path().resolve("trials").resolve(String.format("%03d", trial));
    }

    private Trial train(Trial trial) {
        if (stopping) {
            return trial;
        }
        double loss;
        boolean diverged = false;
        long steps = Halving.steps(settings.steps(), trial.rung());
        Path folder = folder(trial.number());
        // An engine of its own: two trials at a time would wait for each other on one, and what is compiled goes with
        // it.
        try (Engine own = Engine.of(engine.kernels(), Math.max(1, engine.team().size() / workers))) {
            Training training = task.training(own, trial.settings());
            boolean begun = Files.exists(folder.resolve("config.json"));
            try (RunFolder kept = begun ? RunFolder.resume(folder) : RunFolder.create(folder, training.config())) {
                training.saveVocabulary(kept.model());
                Trainer trainer = new Trainer(training, new Limit.Steps(steps));
                Checkpoints.Latest latest = kept.checkpoints(KEPT).latest();
                if (latest.checkpoint() != null) {
                    trainer.resume(latest.checkpoint());
                }
                kept.rewindMetrics(
                        latest.checkpoint() == null ? 0 : latest.checkpoint().step());
                trainer.keepIn(kept, SAVING).watch(new RunLog(kept));
                present.add(trainer);
                if (stopping) {
                    return trial;
                }
                try {
                    loss = trainer.run().validationLoss();
                } finally {
                    present.remove(trainer);
                }
            }
        } catch (DivergedException e) {
            loss = Double.NaN;
            diverged = true;
            steps = e.step();
        }
        if (stopping) {
            return trial;
        }
        if (Double.isNaN(loss) && !diverged) {
            throw new IllegalArgumentException(
                    "settings are compared on data held out, and there are none; hold some out for validation");
        }
        Trial ended = new Trial(trial.number(), trial.settings(), trial.rung(), steps, loss);
        synchronized (this) {
            run.metric(ended.toJson(space));
            watcher.accept(ended);
        }
        return ended;
    }

    /** A trial that was not the best needs no checkpoints; its model and metrics stay. */
    private void drop(Trial trial) {
        Path checkpoints = folder(trial.number()).resolve("checkpoints");
        if (!Files.isDirectory(checkpoints)) {
            return;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw FileException.writing(checkpoints, e);
        }
    }
}
