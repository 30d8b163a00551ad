package dev.unroll.optim;

/** A learning rate in the course of a training: a first one, times what its {@link Schedule} says. */
public final class LearningRate {
    private final double first;
    private final Schedule schedule;
    private final long stepsPerEpoch;

    private float lowest = Float.POSITIVE_INFINITY;
    private int waited;
    private int plateaus;

    public LearningRate(double first, Schedule schedule, long stepsPerEpoch) {
        this.first = first;
        this.schedule = schedule;
        this.stepsPerEpoch = stepsPerEpoch;
    }

    /** The rate for the update after {@code step} others. */
    public double at(long step) {
        return first * schedule.factor(step, stepsPerEpoch, plateaus);
    }

    /** Takes note of a validation loss; only {@link Schedule.Plateau} minds. */
    public void validated(double loss) {
        if (!(schedule instanceof Schedule.Plateau plateau)) {
            return;
        }
        if ((float) loss < lowest) {
            lowest = (float) loss;
            waited = 0;
        } else if (++waited > plateau.patience()) {
            plateaus++;
            waited = 0;
        }
    }

    /** What validations have left behind, for saving. */
    public float[] memory() {
        return new float[] {lowest, waited, plateaus};
    }

    /** Goes back to what {@link #memory} gave. */
    public void restore(float[] memory) {
        lowest = memory[0];
        waited = (int) memory[1];
        plateaus = (int) memory[2];
    }
}
