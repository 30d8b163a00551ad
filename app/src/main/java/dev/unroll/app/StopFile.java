package dev.unroll.app;

import dev.unroll.io.RunFolder;
import dev.unroll.train.Event;
import dev.unroll.train.Trainer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Stops a training in good order when another process, such as the page, asks for it in the run's folder. */
final class StopFile implements Consumer<Event> {
    /** Nanoseconds between two looks. */
    private static final long LOOK_AFTER = 200_000_000;

    private final Path run;
    private final Trainer trainer;
    private long lookedAt = System.nanoTime();

    StopFile(Path run, Trainer trainer) {
        this.run = run;
        this.trainer = trainer;
    }

    @Override
    public void accept(Event event) {
        long now = System.nanoTime();
        if (now - lookedAt > LOOK_AFTER) {
            lookedAt = now;
            if (RunFolder.isStopRequested(run)) {
                trainer.stop();
            }
        }
    }
}
