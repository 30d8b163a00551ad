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
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Searches for settings. Two thirds of the trials are drawn from the whole space (Bergstra and Bengio 2012), the others from a
 * narrower one around the best of these. In both parts all begin with a few updates, the best third goes on with three times as
 * many, and so on: successive halving (Jamieson and Talwalkar 2016).
 *
 * <p>Every trial is a run in a folder of its own and is taken up from its last checkpoint, after a kill as well as when it is
 * among those that go on. A rung waits for all its trials: what goes on does not depend on which was faster, so the result is
 * the same for any number of workers.
 */
public final class Tuning {
    /** One of so many goes on, and gets so many times the updates. */
    private static final int REDUCTION = 3;

    /** Rungs from the fewest updates to all of them. */
    private static final int RUNGS = 3;

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

    /** How many trainings there are from rung to rung, over all; those that diverge go no further. */
    public int rounds() {
        return rounds(coarse()) + rounds(settings.trials() - coarse());
    }

    /** How many of these were made before. */
    public int known() {
        return done.values().stream().mapToInt(Map::size).sum();
    }

    private static int rounds(int count) {
        int sum = 0;
        for (int rung = 0, n = count; rung < RUNGS && n > 0; rung++, n = survivors(n)) {
            sum += n;
        }
        return sum;
    }

    private static int survivors(int count) {
        return Math.max(1, count / REDUCTION);
    }

    private int coarse() {
        return settings.trials() - settings.trials() / REDUCTION;
    }

    private long steps(int rung) {
        return Math.max(1, settings.steps() / (long) Math.pow(REDUCTION, RUNGS - 1 - rung));
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
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            List<Trial> all = new ArrayList<>(halving(pool, space, 0, coarse()));
            if (!stopping && coarse() < settings.trials()) {
                Space near = space.around(all.getFirst().settings());
                all.addAll(halving(pool, near, coarse(), settings.trials()));
            }
            return stopping ? List.of() : all.stream().sorted(ORDER).toList();
        }
    }

    /** The farther the better, then the lower the loss, then the earlier. */
    private static final Comparator<Trial> ORDER = Comparator.comparingInt(Trial::rung)
            .reversed()
            .thenComparingDouble(Trial::loss) // NaN is above all
            .thenComparingInt(Trial::number);

    private Collection<Trial> halving(ExecutorService pool, Space from, int first, int end) {
        Map<Integer, Trial> reached = new HashMap<>();
        List<Trial> going = IntStream.range(first, end)
                .mapToObj(n -> new Trial(n, from.draw(base, settings.seed(), n), 0, 0, Double.NaN))
                .toList();
        for (int rung = 0; rung < RUNGS && !going.isEmpty() && !stopping; rung++) {
            List<Trial> ended = together(pool, going, rung);
            if (stopping) {
                break;
            }
            ended.forEach(t -> reached.put(t.number(), t));
            int next = rung + 1;
            List<Trial> best = ended.stream().sorted(ORDER).toList();
            going = best.stream()
                    .limit(survivors(ended.size()))
                    .filter(t -> next < RUNGS && !Double.isNaN(t.loss()))
                    .toList();
            List<Trial> on = going;
            best.stream().filter(t -> !on.contains(t) && next < RUNGS).forEach(this::drop);
        }
        return reached.values().stream().sorted(ORDER).toList();
    }

    private List<Trial> together(ExecutorService pool, List<Trial> trials, int rung) {
        List<Callable<Trial>> work = new ArrayList<>();
        for (Trial trial : trials) {
            Trial known = done.getOrDefault(trial.number(), Map.of()).get(rung);
            work.add(
                    known != null
                            ? () -> new Trial(trial.number(), trial.settings(), rung, known.steps(), known.loss())
                            : () -> train(trial, rung));
        }
        try {
            List<Trial> ended = new ArrayList<>();
            for (Future<Trial> future : pool.invokeAll(work)) {
                ended.add(future.get());
            }
            return ended;
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

    private Path folder(int trial) {
        return run.path().resolve("trials").resolve(String.format("%03d", trial));
    }

    private Trial train(Trial trial, int rung) {
        if (stopping) {
            return trial;
        }
        double loss;
        boolean diverged = false;
        long steps = steps(rung);
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
        Trial ended = new Trial(trial.number(), trial.settings(), rung, steps, loss);
        synchronized (this) {
            run.metric(ended.toJson(space));
            watcher.accept(ended);
        }
        return ended;
    }

    /** A trial that does not go on needs no checkpoints; its model and metrics stay. */
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
