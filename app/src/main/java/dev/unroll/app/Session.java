package dev.unroll.app;

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
    private final LanguageModelTraining training;
    private final String resume;

    /** @param resume what to type to go on with the run */
    Session(Io io, boolean json, RunFolder run, LanguageModelTraining training, String resume) {
        this.io = io;
        this.json = json;
        this.run = run;
        this.training = training;
        this.resume = resume;
    }

    /** Trains, and returns the program's exit code. */
    int run(Trainer trainer) {
        LanguageModel model = training.model();
        trainer.keepIn(run, CHECKPOINT_EVERY).watch(new RunLog(run));
        trainer.watch(
                json
                        ? new JsonEvents(io)
                        : new Console(io, new PeakShare(model.engine(), training.operationsPerToken())));
        io.err()
                .printf(
                        Locale.ROOT,
                        "%s, %d x %d, %,d parameters, %d characters; %,d steps an epoch; %s%n",
                        model.architecture().cell().name(),
                        model.architecture().layers(),
                        model.architecture().hidden(),
                        model.parameterCount(),
                        model.vocabulary().size(),
                        training.stepsPerEpoch(),
                        run.path());
        try (var _ = new Interruption(trainer)) {
            Event.Done done = trainer.run();
            io.err()
                    .println(
                            done.interrupted()
                                    ? "Stopped at step " + done.step() + " and saved. Go on with:\n  " + resume
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
                "Done: %,d steps, loss %.3f%s nats, %.0f s. Let it write:%n  ./unroll sample %s",
                done.step(),
                done.loss(),
                validation,
                done.seconds(),
                Usage.quoted(run.path().toString()));
    }
}
