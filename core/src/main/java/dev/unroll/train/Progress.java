package dev.unroll.train;

import dev.unroll.io.JsonObject;
import java.util.OptionalDouble;

/** How far a training has come: what a {@link Trainer} itself has to remember. */
final class Progress {
    /** A running mean with this decay remembers about a hundred updates. */
    private static final double DECAY = 0.98;

    private long step;
    private double decayedLoss;
    private long validatedAt = -1;
    private double validationLoss = Double.NaN;
    private double bestValidationLoss = Double.NaN;
    private double secondsBefore;
    private long begun;

    /** Starts the clock. */
    void begin() {
        begun = System.nanoTime();
    }

    long step() {
        return step;
    }

    /** Of training so far, over all resumptions. */
    double seconds() {
        return secondsBefore + (System.nanoTime() - begun) * 1e-9;
    }

    void update(double loss) {
        step++;
        decayedLoss = DECAY * decayedLoss + (1 - DECAY) * loss;
    }

    /** Notes a validation and says whether its loss is the lowest so far. */
    boolean validated(OptionalDouble loss) {
        validatedAt = step;
        validationLoss = loss.orElse(Double.NaN);
        boolean best = loss.isPresent() && (!hasBest() || loss.getAsDouble() < bestValidationLoss);
        if (best) {
            bestValidationLoss = validationLoss;
        }
        return best;
    }

    /** Whether the weights as they are now have been validated. */
    boolean isValidated() {
        return validatedAt == step;
    }

    boolean hasBest() {
        return !Double.isNaN(bestValidationLoss);
    }

    /** The last one; NaN before the first. */
    double validationLoss() {
        return validationLoss;
    }

    /** Running mean of the losses, corrected for having started from 0 as Adam's moments are; NaN before the first. */
    double recentLoss() {
        return step == 0 ? Double.NaN : decayedLoss / (1 - Math.pow(DECAY, (double) step));
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("step", step)
                .put("seconds", seconds())
                .put("decayed_loss", decayedLoss)
                .put("validated_at", validatedAt)
                .put("val_loss", validationLoss)
                .put("best_val_loss", bestValidationLoss);
    }

    static Progress fromJson(JsonObject json) {
        Progress progress = new Progress();
        progress.step = json.getLong("step");
        progress.secondsBefore = json.getDouble("seconds");
        progress.decayedLoss = json.getDouble("decayed_loss");
        progress.validatedAt = json.getLong("validated_at");
        progress.validationLoss = json.getDouble("val_loss");
        progress.bestValidationLoss = json.getDouble("best_val_loss");
        return progress;
    }
}
