package dev.unroll.train;

import dev.unroll.io.EventFile;
import dev.unroll.io.ProtoMessage;
import dev.unroll.metrics.Histogram;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes what happens in training for TensorBoard: {@code tensorboard --logdir} a run's folder, or the one of all runs. */
public final class TensorBoardLog implements Consumer<Event>, AutoCloseable {
    // Fields of Summary, Value and HistogramProto (TensorFlow, core/framework/summary.proto).
    private static final int VALUE = 1;
    private static final int TAG = 1;
    private static final int SCALAR = 2;
    private static final int HISTOGRAM = 5;

    private final Path folder;
    private @Nullable EventFile file;

    public TensorBoardLog(Path folder) {
        this.folder = folder;
    }

    @Override
    public void accept(Event event) {
        switch (event) {
            case Event.Started s -> file = EventFile.begin(folder, s.step());
            case Event.Updated u ->
                add(
                        u.step(),
                        new ProtoMessage()
                                .put(VALUE, scalar("train/loss", u.loss()))
                                .put(VALUE, scalar("train/gradient_norm", u.gradientNorm()))
                                .put(VALUE, scalar("train/epoch", u.epoch()))
                                .put(
                                        VALUE,
                                        scalar(
                                                "train/" + u.speed().key(),
                                                u.speed().perSecond())));
            case Event.Validated v -> add(v.step(), new ProtoMessage().put(VALUE, scalar("validation/loss", v.loss())));
            case Event.Measured m -> {
                ProtoMessage summary = new ProtoMessage();
                put(summary, "weights/", m.weights());
                put(summary, "gradients/", m.gradients());
                add(m.step(), summary);
            }
            case Event.Sampled _, Event.Saved _, Event.SaveFailed _, Event.WatcherFailed _, Event.Done _ -> {}
        }
    }

    private void add(long step, ProtoMessage summary) {
        if (file != null) {
            file.add(step, summary);
        }
    }

    private static void put(ProtoMessage summary, String prefix, Map<String, Histogram> tensors) {
        tensors.forEach((name, h) -> {
            summary.put(VALUE, scalar(prefix + name + "/norm", h.norm()));
            ProtoMessage histogram = new ProtoMessage()
                    .put(1, h.min())
                    .put(2, h.max())
                    .put(3, (double) h.count())
                    .put(4, h.sum())
                    .put(5, h.sumSquares())
                    .put(6, h.limits())
                    .put(7, Arrays.stream(h.counts()).asDoubleStream().toArray());
            summary.put(VALUE, new ProtoMessage().put(TAG, prefix + name).put(HISTOGRAM, histogram));
        });
    }

    private static ProtoMessage scalar(String tag, double value) {
        return new ProtoMessage().put(TAG, tag).put(SCALAR, (float) value);
    }

    @Override
    public void close() {
        if (file != null) {
            file.close();
        }
    }
}
