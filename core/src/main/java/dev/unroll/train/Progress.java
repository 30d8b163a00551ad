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
    private long bestStep = -1;
    private int waited;
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
            bestStep = step;
        }
        waited = best ? 0 : waited + 1;
        return best;
    }

    /** Whether the weights as they are now have been validated. */
    boolean isValidated() {
        return validatedAt == step;
    }

    boolean hasBest() {
        return !Double.isNaN(bestValidationLoss);
    }

    /** Updates made when the validation loss was lowest; negative before the first validation. */
    long bestStep() {
        return bestStep;
    }

    /** Validations since then. */
    int waited() {
        return waited;
    }

    /** Running mean of the losses, corrected for having started from 0 as Adam's moments are; NaN before the first. */
    private double recentLoss() {
        return step == 0 ? Double.NaN : decayedLoss / (1 - Math.pow(DECAY, (double) step));
    }

    Event.Done done(Event.Speed speed, Event.Ending ending) {
        return new Event.Done(
                step, recentLoss(), validationLoss, bestValidationLoss, bestStep, speed, seconds(), ending);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("step", step)
                .put("seconds", seconds())
                .put("decayed_loss", decayedLoss)
                .put("validated_at", validatedAt)
                .put("val_loss", validationLoss)
                .put("best_val_loss", bestValidationLoss)
                .put("best_step", bestStep)
                .put("validations_since", waited);
    }

    static Progress fromJson(JsonObject json) {
        Progress progress = new Progress();
        progress.step = json.getLong("step");
        progress.secondsBefore = json.getDouble("seconds");
        progress.decayedLoss = json.getDouble("decayed_loss");
        progress.validatedAt = json.getLong("validated_at");
        progress.validationLoss = json.getDouble("val_loss");
        progress.bestValidationLoss = json.getDouble("best_val_loss");
        progress.bestStep = json.getLong("best_step");
        progress.waited = json.getInt("validations_since");
        return progress;
    }
}
