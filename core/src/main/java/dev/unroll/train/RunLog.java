package dev.unroll.train;

import dev.unroll.io.RunFolder;
import java.util.function.Consumer;

/** Writes what happens in training into the run's folder: the figures into its metrics, the samples into files. */
public final class RunLog implements Consumer<Event> {
    private final RunFolder folder;

    public RunLog(RunFolder folder) {
        this.folder = folder;
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.Sampled sample) {
            folder.sample(sample.step(), sample.text());
        } else {
            folder.metric(event.toJson());
        }
    }
}
