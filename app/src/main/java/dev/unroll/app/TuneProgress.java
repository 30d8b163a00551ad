package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.tune.Space;
import dev.unroll.tasks.tune.Trial;
import dev.unroll.tasks.tune.TuneSettings;
import dev.unroll.tasks.tune.Tuning;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Says how a search for settings goes, and prints what it found. */
final class TuneProgress implements Consumer<Trial> {
    /** Trials in the table. */
    private static final int SHOWN = 10;

    private final Io io;
    private final boolean json;
    private final Space space;
    private final long began = System.nanoTime();
    private int rounds;
    private int known;
    private int done;
    private @Nullable Trial best;

    TuneProgress(Io io, boolean json, Space space) {
        this.io = io;
        this.json = json;
        this.space = space;
    }

    void begin(Tuning tuning, TuneSettings search, Path folder) {
        rounds = tuning.rounds();
        known = tuning.known();
        io.err()
                .printf(
                        Locale.ROOT,
                        "%,d trials of up to %,d updates over %s%s; %s%n",
                        search.trials(),
                        search.steps(),
                        String.join("  ", space.print()),
                        known == 0 ? "" : ", " + known + " rounds known",
                        folder);
    }

    @Override
    public void accept(Trial trial) {
        done++;
        boolean better = best == null || trial.loss() < best.loss() || Double.isNaN(best.loss());
        best = better ? trial : best;
        if (json) {
            io.out().println(trial.toJson(space));
            io.out().flush();
            return;
        }
        double seconds = (System.nanoTime() - began) * 1e-9;
        double progress = (double) done / Math.max(done, rounds - known);
        io.err()
                .printf(
                        Locale.ROOT,
                        "trial %3d  %,6d updates  loss %s%s  %s  %s%n",
                        trial.number(),
                        trial.steps(),
                        loss(trial),
                        better ? " best" : "     ",
                        Console.left(seconds, progress),
                        values(trial));
    }

    private static String loss(Trial trial) {
        return Double.isNaN(trial.loss()) ? "diverged" : String.format(Locale.ROOT, "%8.4f", trial.loss());
    }

    private String values(Trial trial) {
        List<String> words = new ArrayList<>();
        List<Object> values = space.values(trial.settings());
        int i = 0;
        for (String path : space.ranges().keySet()) {
            words.add(path.substring(path.lastIndexOf('.') + 1) + " " + values.get(i++));
        }
        return String.join("  ", words);
    }

    void end(List<Trial> trials, Path file, Path picture) {
        if (json) {
            Trial first = trials.getFirst();
            io.out()
                    .println(new JsonObject()
                            .put("event", "done")
                            .put("best", first.number())
                            .put("loss", first.loss())
                            .put("config", file.toString())
                            .put("picture", picture.toString()));
            return;
        }
        List<String> names = space.ranges().keySet().stream()
                .map(path -> path.substring(path.lastIndexOf('.') + 1))
                .toList();
        io.out().printf("%5s%9s%10s", "trial", "updates", "loss");
        names.forEach(name -> io.out().printf("%" + width(name) + "s", name));
        io.out().println();
        for (Trial trial : trials.subList(0, Math.min(SHOWN, trials.size()))) {
            io.out().printf(Locale.ROOT, "%5d%,9d%10s", trial.number(), trial.steps(), loss(trial));
            List<Object> values = space.values(trial.settings());
            for (int i = 0; i < names.size(); i++) {
                io.out().printf("%" + width(names.get(i)) + "s", values.get(i));
            }
            io.out().println();
        }
        io.out().printf("%nbest settings: %s%npicture: %s%n", file, picture);
    }

    private static int width(String name) {
        return Math.max(10, name.length() + 2);
    }
}
