package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.search.Candidate;
import dev.unroll.tasks.search.CellSearch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs a search, notes every candidate in the run's folder, keeps the best as files, and says how it goes. */
final class SearchProgress {
    /** Cells that are kept as files. */
    private static final int KEPT = 10;

    private final Io io;
    private final boolean json;
    private final RunFolder run;
    private final CellSearch search;
    private final int count;
    private final long began = System.nanoTime();

    SearchProgress(Io io, boolean json, RunFolder run, CellSearch search, int count) {
        this.io = io;
        this.json = json;
        this.run = run;
        this.search = search;
        this.count = count;
    }

    /** Searches on; returns whether it came to its end. */
    boolean run(Cell start) {
        int before = search.candidates().size();
        io.err().printf(Locale.ROOT, "%,d candidates to try, %s%n", Math.max(0, count - before), run.path());
        keepBest();
        while (search.candidates().size() < count) {
            TrialLine line = new TrialLine(
                    json ? quiet() : io, "candidate " + search.candidates().size());
            Optional<Candidate> candidate = search.next(start, line);
            if (candidate.isEmpty()) {
                return false;
            }
            run.metric(candidate.get().toJson());
            keepBest();
            tell(candidate.get(), line, search.candidates().size() - before);
        }
        return true;
    }

    private Io quiet() {
        return new Io(io.out(), io.err(), false);
    }

    private void tell(Candidate c, TrialLine line, int tried) {
        if (json) {
            io.out().println(c.toJson());
            io.out().flush();
            return;
        }
        double seconds = (System.nanoTime() - began) * 1e-9;
        double progress = (double) tried / (tried + count - search.candidates().size());
        String best = search.best(1).stream()
                .map(b -> String.format(Locale.ROOT, "best %.4f (%d)", b.loss(), b.number()))
                .findFirst()
                .orElse("none has a loss");
        line.end(String.format(
                Locale.ROOT,
                "%s  %s  %.1f a minute  %s  from %d: %s",
                c.trouble().isEmpty() ? String.format(Locale.ROOT, "loss %.4f", c.loss()) : "no loss",
                best,
                60 * tried / seconds,
                Console.left(seconds, progress),
                c.parent(),
                c.trouble().isEmpty() ? c.change() : c.trouble()));
    }

    /** Writes the best cells so far, each with its score. */
    private void keepBest() {
        Path folder = run.path().resolve("best");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw FileException.writing(folder, e);
        }
        List<Candidate> best = search.best(KEPT);
        for (int i = 0; i < best.size(); i++) {
            Path file = folder.resolve(String.format("%02d.cell", i + 1));
            String text = text(best.get(i));
            try {
                if (Files.exists(file) && Files.readString(file).equals(text)) {
                    continue;
                }
            } catch (IOException e) {
                throw FileException.reading(file, e);
            }
            AtomicFiles.write(file, text);
        }
    }

    private static String text(Candidate c) {
        return String.format(
                Locale.ROOT,
                "# loss %.4f with %d units, %,d parameters; candidate %d%s%n%s",
                c.loss(),
                c.hidden(),
                c.parameters(),
                c.number(),
                c.parent() < 0 ? ", the start" : ", made of " + c.parent() + " by " + c.change(),
                c.cell().print());
    }

    /** Prints the best. */
    void summary() {
        List<Candidate> best = search.best(KEPT);
        if (json) {
            io.out()
                    .println(new JsonObject()
                            .put("event", "done")
                            .put("candidates", search.candidates().size())
                            .put("best", best.stream().map(Candidate::number).toList()));
            return;
        }
        if (best.isEmpty()) {
            io.out().println("no candidate has a loss");
            return;
        }
        io.out().printf("%-8s%10s%8s%12s%12s%n", "file", "loss", "units", "parameters", "candidate");
        for (int i = 0; i < best.size(); i++) {
            Candidate c = best.get(i);
            io.out()
                    .printf(
                            Locale.ROOT,
                            "%02d.cell %10.4f%8d%,12d%12d%n",
                            i + 1,
                            c.loss(),
                            c.hidden(),
                            c.parameters(),
                            c.number());
        }
        io.out()
                .printf(
                        "%n%s%nin %s%n",
                        best.getFirst().cell().print(), run.path().resolve("best"));
    }
}
