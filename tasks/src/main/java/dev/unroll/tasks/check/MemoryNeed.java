package dev.unroll.tasks.check;

import dev.unroll.io.JsonObject;
import dev.unroll.io.NamedArray;
import dev.unroll.tasks.Training;
import java.lang.ref.Reference;
import java.time.Duration;
import java.util.List;

/**
 * How much of the heap a training needs, in bytes. Not reckoned but measured: the training does in earnest what it will do,
 * and after each part what is still in use is looked at, with the collector's own rounding.
 *
 * @param model what is there before the first update: data, weights
 * @param update what updates add
 * @param validation what a validation and a sample add
 * @param checkpoint what a checkpoint adds
 * @param nursery where objects begin their lives, beside all that
 */
public record MemoryNeed(long model, long update, long validation, long checkpoint, long nursery) {
    /** Updates until their arrays are there. */
    private static final int UPDATES = 3;

    /** How long to look for larger ones where batches are unequal. */
    private static final Duration MORE = Duration.ofSeconds(3);

    /** Of the launcher's 24 MB ({@code -Xmn}) the collector gives up half before it gives up (docs/performance.md#memory). */
    private static final long NURSERY = 12L << 20;

    /** Measures it on a fresh training, in a JVM that does nothing else. */
    public static MemoryNeed of(Training training) {
        long model = used();
        training.prepare();
        long begun = System.nanoTime();
        long enough = Math.min(UPDATES, training.stepsPerEpoch());
        for (long step = 0;
                step < enough || (step < training.stepsPerEpoch() && System.nanoTime() - begun < MORE.toNanos());
                step++) {
            training.step(step);
        }
        long update = used();
        training.validate();
        training.sample(0);
        long validation = used();
        List<NamedArray> written = training.snapshot().state();
        try {
            long checkpoint = used() - validation;
            return new MemoryNeed(
                    model, Math.max(0, update - model), Math.max(0, validation - update), checkpoint, NURSERY);
        } finally {
            Reference.reachabilityFence(written);
            Reference.reachabilityFence(training);
        }
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    public long total() {
        return model + update + validation + checkpoint + nursery;
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("model", model)
                .put("update", update)
                .put("validation", validation)
                .put("checkpoint", checkpoint)
                .put("nursery", nursery)
                .put("total", total());
    }
}
