package dev.unroll.app;

import dev.unroll.io.Checkpoints;
import dev.unroll.io.RunFolder;
import dev.unroll.tasks.Training;
import dev.unroll.train.Event;
import dev.unroll.train.RunLog;
import dev.unroll.train.SavePolicy;
import dev.unroll.train.Trainer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A training as a person at a terminal sees it: what it is, how it goes, how it ended, and what to type next. */
final class Session {
    private final Io io;
    private final boolean json;
    private final RunFolder run;
    private final Training training;
    private final List<String> again;
    private final String next;

    /**
     * A training that is kept in a run.
     *
     * @param again the words after the program's name that go on with the run
     * @param next what to do with the model, and what to type for it
     */
    Session(Io io, boolean json, RunFolder run, Training training, List<String> again, String next) {
        this.io = io;
        this.json = json;
        this.run = run;
        this.training = training;
        this.again = again;
        this.next = next;
    }

    /** Takes a training up from what its run has saved last, if anything. */
    static Trainer resumed(Io io, RunFolder run, Trainer trainer) {
        Checkpoints.Latest latest = run.checkpoints(1).latest();
        latest.skipped().forEach(io.err()::println);
        if (latest.checkpoint() != null) {
            trainer.resume(latest.checkpoint());
        }
        run.rewindMetrics(latest.checkpoint() == null ? 0 : latest.checkpoint().step());
        return trainer;
    }

    /** Trains, and returns the program's exit code. */
    int run(Trainer trainer) {
        run.noteResume(again, Path.of("").toAbsolutePath());
        trainer.keepIn(run, SavePolicy.STANDARD).watch(new RunLog(run)).watch(new StopFile(run.path(), trainer));
        PeakShare peak = new PeakShare(training.engine(), training.operationsPerItem());
        trainer.watch(new PeakLog(run, peak));
        trainer.watch(json ? new JsonEvents(io) : new Console(io, peak));
        io.err().println(training.about() + "; " + run.path());
        try (var _ = new Interruption(trainer::stop)) {
            Event.Done done = trainer.run();
            io.err()
                    .println(
                            done.interrupted()
                                    ? "Stopped at step " + done.step() + " and saved. Go on with:\n  "
                                            + Usage.command(again)
                                    : summary(done));
            return done.interrupted() ? Main.INTERRUPTED : 0;
        }
    }

    private String summary(Event.Done done) {
        String validation = Double.isNaN(done.validationLoss())
                ? ""
                : String.format(Locale.ROOT, ", validation %.3f", done.validationLoss());
        return String.format(
                Locale.ROOT,
                "Done: %,d steps, loss %.3f%s%s, %.0f s. %s",
                done.step(),
                done.loss(),
                validation,
                training.lossUnit().isEmpty() ? "" : " " + training.lossUnit(),
                done.seconds(),
                next);
    }
}
