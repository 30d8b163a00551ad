package dev.unroll.train;

import dev.unroll.io.JsonObject;

/** How long to train. */
public sealed interface Limit {
    /** So many passes over the training data. */
    record Epochs(long count) implements Limit {
        public Epochs {
            require(count >= 1, "epochs", count);
        }
    }

    /** So many updates. */
    record Steps(long count) implements Limit {
        public Steps {
            require(count >= 1, "steps", count);
        }
    }

    /** So many minutes of training, not counting the time between a run's end and its resumption. */
    record Minutes(double count) implements Limit {
        public Minutes {
            require(count > 0 && Double.isFinite(count), "minutes", count);
        }
    }

    private static void require(boolean holds, String what, Number count) {
        if (!holds) {
            throw new IllegalArgumentException("the number of " + what + " must be above 0, got " + count);
        }
    }

    /**
     * How much of the training is done, from 0 to 1 and above.
     *
     * @param step updates made
     * @param seconds spent so far
     */
    default double progress(long step, long stepsPerEpoch, double seconds) {
        return switch (this) {
            case Epochs e -> (double) step / Math.multiplyExact(e.count(), stepsPerEpoch);
            case Steps s -> (double) step / s.count();
            case Minutes m -> seconds / (60 * m.count());
        };
    }

    /** For a file: what is counted, and how many. */
    default JsonObject toJson() {
        return switch (this) {
            case Epochs e -> new JsonObject().put("epochs", e.count());
            case Steps s -> new JsonObject().put("steps", s.count());
            case Minutes m -> new JsonObject().put("minutes", m.count());
        };
    }

    /** The way back of {@link #toJson}. */
    static Limit fromJson(JsonObject json) {
        return json.has("epochs")
                ? new Epochs(json.getLong("epochs"))
                : json.has("steps") ? new Steps(json.getLong("steps")) : new Minutes(json.getDouble("minutes"));
    }
}
