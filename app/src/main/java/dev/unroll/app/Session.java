package dev.unroll.app;

import dev.unroll.io.Checkpoints;
import dev.unroll.io.RunFolder;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.LanguageModelTraining;
import dev.unroll.train.Event;
import dev.unroll.train.RunLog;
import dev.unroll.train.Trainer;
import java.time.Duration;
import java.util.Locale;

/** A training as a person at a terminal sees it: what it is, how it goes, how it ended, and what to type next. */
final class Session {
    private static final Duration CHECKPOINT_EVERY = Duration.ofMinutes(1);

    private final Io io;
    private final boolean json;
    private final RunFolder run;
    private final PeakShare peak;
    private final Words words;

    /**
     * What is said about a training.
     *
     * @param about what is trained, in a few words
     * @param unit of the loss, empty where it has none
     * @param resume what to type to go on with the run
     * @param next what to do with the model, and what to type for it
     */
    record Words(String about, String unit, String resume, String next) {
        static Words of(LanguageModelTraining training, RunFolder run, String resume) {
            LanguageModel model = training.model();
            String about = String.format(
                    Locale.ROOT,
                    "%s, %d x %d, %,d parameters, %d characters; %,d steps an epoch",
                    model.architecture().cell().name(),
                    model.architecture().layers(),
                    model.architecture().hidden(),
                    model.parameterCount(),
                    model.vocabulary().size(),
                    training.stepsPerEpoch());
            String path = Usage.quoted(run.path().toString());
            return new Words(about, " nats", resume, "Let it write:\n  ./unroll sample " + path);
        }
    }

    Session(Io io, boolean json, RunFolder run, PeakShare peak, Words words) {
        this.io = io;
        this.json = json;
        this.run = run;
        this.peak = peak;
        this.words = words;
    }

    /** Of a language model. */
    static Session of(Io io, boolean json, RunFolder run, LanguageModelTraining training, String resume) {
        PeakShare peak = new PeakShare(training.model().engine(), training.operationsPerToken());
        return new Session(io, json, run, peak, Words.of(training, run, resume));
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
        trainer.keepIn(run, CHECKPOINT_EVERY).watch(new RunLog(run));
        trainer.watch(json ? new JsonEvents(io) : new Console(io, peak));
        io.err().println(words.about() + "; " + run.path());
        try (var _ = new Interruption(trainer::stop)) {
            Event.Done done = trainer.run();
            io.err()
                    .println(
                            done.interrupted()
                                    ? "Stopped at step " + done.step() + " and saved. Go on with:\n  " + words.resume()
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
                words.unit(),
                done.seconds(),
                words.next());
    }
}
