package dev.unroll.tasks.search;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.Training;
import dev.unroll.train.DivergedException;
import dev.unroll.train.Event;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Searches for better cells by evolution over their equations, as Jozefowicz, Zaremba and Sutskever (2015) did: the best of a few
 * of the youngest candidates becomes a parent, a changed copy of it is trained for a while, and the oldest dies (aging
 * evolution, Real et al. 2019). Every candidate gets the width at which it has about the same number of parameters.
 *
 * <p>Candidate n is a function of those before it and the seed, so a search is its list of candidates: given the list back, it
 * goes on as if it had never stopped. Equal cells, up to names, are tried once.
 */
public final class CellSearch {
    /** How often a change that leads to a cell tried before is drawn anew, before what comes is taken. */
    private static final int TRIES = 50;

    private final Engine engine;
    private final Task task;
    private final JsonObject base;
    private final SearchSettings settings;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<String> tried = new HashSet<>();
    private @Nullable Trainer present;
    private volatile boolean stopping;

    /**
     * Begins a search, or goes on with one.
     *
     * @param task that candidates are trained at for a while; the lower their loss then, the better
     * @param base settings of the task, but for cell and width
     * @param before all candidates so far, in order; empty for a new search
     */
    public CellSearch(Engine engine, Task task, JsonObject base, SearchSettings settings, List<Candidate> before) {
        this.engine = engine;
        this.task = task;
        this.base = base;
        this.settings = settings;
        before.forEach(this::add);
    }

    /** All candidates so far, in order. */
    public List<Candidate> candidates() {
        return Collections.unmodifiableList(candidates);
    }

    /** The best so far, best first, at most {@code count}; those without a loss are not among them. */
    public List<Candidate> best(int count) {
        return candidates.stream()
                .filter(c -> !Double.isNaN(c.loss()))
                .sorted(Comparator.comparingDouble(Candidate::loss))
                .limit(count)
                .toList();
    }

    /** Has {@link #next} return without a candidate, from any thread. */
    public void stop() {
        stopping = true;
        synchronized (this) {
            if (present != null) {
                present.stop();
            }
        }
    }

    private void add(Candidate candidate) {
        candidates.add(candidate);
        tried.add(CellKey.of(candidate.cell()));
    }

    /**
     * Makes the next candidate and tries it.
     *
     * @param start the cell to start from, which becomes the first candidate
     * @param watcher hears of the training
     * @return empty if it was stopped first
     */
    public Optional<Candidate> next(Cell start, Consumer<Event> watcher) {
        int number = candidates.size();
        if (number == 0) {
            return tried(number, -1, new Mutant(start, "the start"), watcher);
        }
        Dice dice = new Dice(settings.seed(), number);
        Candidate parent = parent(dice);
        Mutant mutant = Mutant.of(parent.cell(), dice);
        for (int i = 0; i < TRIES && tried.contains(CellKey.of(mutant.cell())); i++) {
            parent = parent(dice);
            mutant = Mutant.of(parent.cell(), dice);
        }
        return tried(number, parent.number(), mutant, watcher);
    }

    private Candidate parent(Dice dice) {
        List<Candidate> alive =
                candidates.subList(Math.max(0, candidates.size() - settings.population()), candidates.size());
        Candidate best = dice.pick(alive);
        for (int i = 1; i < settings.tournament(); i++) {
            Candidate other = dice.pick(alive);
            best = other.beats(best) ? other : best;
        }
        return best;
    }

    private Optional<Candidate> tried(int number, int parent, Mutant mutant, Consumer<Event> watcher) {
        Cell cell = new Cell(
                Candidate.name(number), mutant.cell().equations(), mutant.cell().inits());
        int hidden = 0;
        long parameters = 0;
        double loss = Double.NaN;
        String trouble = "";
        // An engine of its own: the programs compiled for a cell are of no use to the next, and go with it.
        try (Engine own = Engine.of(engine.kernels(), engine.team().size())) {
            hidden = width(cell);
            parameters = task.parameters(settings(cell, hidden));
            Training training = task.training(own, settings(cell, hidden));
            Trainer trainer = new Trainer(training, new Limit.Steps(settings.steps())).watch(watcher);
            synchronized (this) {
                present = trainer;
            }
            if (stopping) {
                return Optional.empty();
            }
            loss = trainer.run().validationLoss();
        } catch (DivergedException | IllegalArgumentException e) {
            trouble = String.valueOf(e.getMessage());
        }
        if (stopping) {
            return Optional.empty();
        }
        Candidate candidate = new Candidate(number, parent, cell, mutant.what(), hidden, parameters, loss, trouble);
        add(candidate);
        return Optional.of(candidate);
    }

    private JsonObject settings(Cell cell, int hidden) {
        JsonObject model = new JsonObject()
                .put("cell", cell.name())
                .put("equations", cell.print())
                .put("hidden", hidden);
        return Settings.over(base, new JsonObject().put("model", model), "the settings");
    }

    /** The greatest width at which a cell has no more parameters than it may. */
    private int width(Cell cell) {
        int least = 1;
        int most = 1;
        while (task.parameters(settings(cell, most)) <= settings.parameters()) {
            most = Math.multiplyExact(most, 2);
        }
        if (most == 1) {
            throw new IllegalArgumentException(
                    "even one unit has more than the " + settings.parameters() + " parameters it may");
        }
        while (most - least > 1) {
            int middle = (least + most) / 2;
            if (task.parameters(settings(cell, middle)) <= settings.parameters()) {
                least = middle;
            } else {
                most = middle;
            }
        }
        return least;
    }
}
