package dev.unroll.app;

import dev.unroll.io.Checkpoint;
import dev.unroll.io.Checkpoints;
import dev.unroll.io.FileException;
import dev.unroll.io.RunFolder;
import dev.unroll.tasks.Training;
import dev.unroll.train.Event;
import dev.unroll.train.RunLog;
import dev.unroll.train.TensorBoardLog;
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

    /**
     * Takes a training up from what its run has saved last, if anything.
     *
     * @throws FileException if nothing of it can be used
     */
    static Trainer resumed(Io io, RunFolder run, Trainer trainer) {
        Checkpoints.Latest latest = run.checkpoints(1).latest();
        Checkpoint checkpoint = latest.checkpoint();
        List<String> skipped = latest.skipped();
        if (checkpoint == null) {
            if (!skipped.isEmpty()) {
                throw new FileException(skipped.getFirst() + "; there is no other checkpoint, so begin a new run");
            }
            run.rewindMetrics(0);
            return trainer;
        }
        skipped.forEach(file -> io.err().println(file + "; going on from step " + checkpoint.step()));
        run.rewindMetrics(checkpoint.step());
        return trainer.resume(checkpoint);
    }

    /** Trains, and returns the program's exit code. */
    int run(Trainer trainer, Loop loop) {
        training.saveVocabulary(run.model()); // a run may have been killed before it had one
        run.noteResume(again, Path.of("").toAbsolutePath());
        trainer.keepIn(run, loop.saving()).watch(new RunLog(run)).watch(new StopFile(run.path(), trainer));
        PeakShare peak = new PeakShare(training.engine(), training.operationsPerItem());
        trainer.watch(new PeakLog(run, peak));
        trainer.watch(json ? new JsonEvents(io) : new Console(io, peak));
        io.err().println(training.about() + "; " + run.path());
        try (var _ = new Interruption(trainer::stop);
                TensorBoardLog events = new TensorBoardLog(run.path())) {
            if (loop.tensorBoard()) {
                trainer.watch(events);
            }
            Event.Done done = trainer.run();
            io.err()
                    .println(
                            done.interrupted()
                                    ? "Stopped at step " + done.step() + " and saved. Go on with:\n  "
                                            + Usage.command(again)
                                    : summary(done, loop));
            return done.interrupted() ? Main.INTERRUPTED : 0;
        }
    }

    private String summary(Event.Done done, Loop loop) {
        String validation = Double.isNaN(done.validationLoss())
                ? ""
                : String.format(Locale.ROOT, ", validation %.3f", done.validationLoss());
        return String.format(
                        Locale.ROOT,
                        "Done: %,d steps, loss %.3f%s%s, %.0f s. %s. %s",
                        done.step(),
                        done.loss(),
                        validation,
                        training.lossUnit().isEmpty() ? "" : " " + training.lossUnit(),
                        done.seconds(),
                        ending(done, loop),
                        next)
                .strip();
    }

    /** Why it ended, and whose weights its model has. */
    private static String ending(Event.Done done, Loop loop) {
        String best =
                String.format(Locale.ROOT, "validation %.3f at step %,d", done.bestValidationLoss(), done.bestStep());
        return done.ending() == Event.Ending.PATIENCE
                ? "It stopped early, for " + loop.patience() + " validations in a row were no better than " + best
                        + ", whose weights the model has"
                : done.bestStep() < 0 || done.bestStep() == done.step()
                        ? "It came to its limit, and the model has its last weights"
                        : "It came to its limit, and the model has the weights of the best " + best;
    }
}
