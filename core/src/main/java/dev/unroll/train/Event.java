package dev.unroll.train;

import dev.unroll.io.JsonObject;
import dev.unroll.metrics.Histogram;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Map;

/** Something that happened in training, for those who watch: a console, a file of metrics, a page. */
public sealed interface Event {
    /** Updates made when it happened. */
    long step();

    /** The event as one line of a log; {@code "event"} says which it is. */
    JsonObject toJson();

    /**
     * Training begins, or goes on after {@code step} updates.
     *
     * @param stepsPerEpoch updates that go through the data once
     */
    record Started(long step, long stepsPerEpoch, Limit limit) implements Event {
        @Override
        public JsonObject toJson() {
            return json("started", step).put("steps_per_epoch", stepsPerEpoch);
        }
    }

    /**
     * An update was made.
     *
     * @param epoch passes over the data, with the fraction of the present one
     * @param loss of this update's batch
     * @param gradientNorm before clipping
     * @param speed items a second in the last seconds
     * @param seconds of training so far, over all resumptions
     * @param progress of the whole training, from 0 to 1
     */
    record Updated(
            long step, double epoch, double loss, double gradientNorm, Speed speed, double seconds, double progress)
            implements Event {
        @Override
        public JsonObject toJson() {
            return json("step", step)
                    .put("epoch", epoch)
                    .put("loss", loss)
                    .put("gradient_norm", gradientNorm)
                    .put(speed.key(), speed.perSecond())
                    .put("seconds", seconds);
        }
    }

    /**
     * The model was measured on the data held out.
     *
     * @param best whether no loss before was lower
     */
    record Validated(long step, double epoch, double loss, boolean best) implements Event {
        @Override
        public JsonObject toJson() {
            return json("validation", step)
                    .put("epoch", epoch)
                    .put("val_loss", loss)
                    .put("best", best);
        }
    }

    /**
     * The parameters were looked at after an update.
     *
     * @param weights by name, after it
     * @param gradients by name, of it, before clipping
     */
    record Measured(long step, Map<String, Histogram> weights, Map<String, Histogram> gradients) implements Event {
        @Override
        public JsonObject toJson() {
            JsonObject tensors = new JsonObject();
            weights.forEach((name, weight) -> {
                JsonObject both = new JsonObject().put("weight", json(weight));
                Histogram gradient = gradients.get(name);
                tensors.put(name, gradient == null ? both : both.put("gradient", json(gradient)));
            });
            return Event.json("tensors", step).put("tensors", tensors);
        }

        private static JsonObject json(Histogram h) {
            return new JsonObject()
                    .put("norm", brief(h.norm()))
                    .put("min", brief(h.min()))
                    .put("max", brief(h.max()))
                    .put("counts", Arrays.stream(h.counts()).boxed().toList());
        }

        /** To four digits: a model has many of these. */
        private static double brief(double value) {
            return new BigDecimal(value).round(new MathContext(4)).doubleValue();
        }
    }

    /** The model showed what it can do. */
    record Sampled(long step, String text) implements Event {
        @Override
        public JsonObject toJson() {
            return json("sample", step).put("text", text);
        }
    }

    /** Everything was saved from which this training can go on. */
    record Saved(long step) implements Event {
        @Override
        public JsonObject toJson() {
            return json("checkpoint", step);
        }
    }

    /** A state could not be saved; what was saved before is kept, and training goes on. */
    record SaveFailed(long step, String message) implements Event {
        @Override
        public JsonObject toJson() {
            return json("warning", step).put("message", message);
        }
    }

    /** A watcher failed and hears no more; training goes on. */
    record WatcherFailed(long step, String message) implements Event {
        @Override
        public JsonObject toJson() {
            return json("warning", step).put("message", message);
        }
    }

    /** Why a training ended. */
    enum Ending {
        /** It came to its limit. */
        LIMIT,
        /** The validation loss fell no more; the learner is back at the best state. */
        PATIENCE,
        /** It was asked to stop before its limit. */
        INTERRUPTED
    }

    /**
     * Training ended.
     *
     * @param loss running mean over about the last hundred updates
     * @param validationLoss the last one, NaN where no data is held out or it was interrupted before the first
     * @param bestStep updates made when the validation loss was lowest; negative where there was none
     * @param speed items a second over all updates of this process
     */
    record Done(
            long step,
            double loss,
            double validationLoss,
            double bestValidationLoss,
            long bestStep,
            Speed speed,
            double seconds,
            Ending ending)
            implements Event {
        public boolean interrupted() {
            return ending == Ending.INTERRUPTED;
        }

        @Override
        public JsonObject toJson() {
            return json("done", step)
                    .put("steps", step)
                    .put("loss", loss)
                    .put("val_loss", validationLoss)
                    .put("best_val_loss", bestValidationLoss)
                    .put("best_step", bestStep)
                    .put(speed.key(), speed.perSecond())
                    .put("seconds", seconds)
                    .put("interrupted", interrupted())
                    .put("stopped_early", ending == Ending.PATIENCE);
        }
    }

    /**
     * How fast training goes.
     *
     * @param unit what is counted, in the plural
     */
    record Speed(String unit, double perSecond) {
        String key() {
            return unit + "_per_second";
        }
    }

    private static JsonObject json(String event, long step) {
        return new JsonObject().put("event", event).put("step", step);
    }
}
