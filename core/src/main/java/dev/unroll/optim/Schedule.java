package dev.unroll.optim;

/**
 * How the learning rate changes in the course of a training: a factor on it, a function of the number of updates made, so
 * that a resumed run has nothing to remember ({@link Plateau} alone looks at validation losses, see {@link LearningRate}).
 *
 * <p>As text it is a name and its numbers: {@code cosine:10:0.5}.
 */
public sealed interface Schedule {
    /** Always the same. */
    record Constant() implements Schedule {}

    /** Times {@code factor} every so many epochs. */
    record Step(long every, double factor) implements Schedule {
        public Step {
            require(every >= 1, "the number of epochs must be at least 1", every);
            requireFactor(factor);
        }
    }

    /** factor^epoch, falling with every update. */
    record Exponential(double factor) implements Schedule {
        public Exponential {
            requireFactor(factor);
        }
    }

    /** Times {@code factor} at the end of epoch number {@code epoch} and of each one after it: char-rnn's, with 10 and 0.97. */
    record After(long epoch, double factor) implements Schedule {
        public After {
            require(epoch >= 1, "the epoch must be at least 1", epoch);
            requireFactor(factor);
        }
    }

    /**
     * Rises in a straight line for {@code warmUp} epochs, then falls along half a cosine to {@code floor}, which it reaches
     * after {@code epochs} (Loshchilov and Hutter 2017).
     */
    record Cosine(double epochs, double warmUp, double floor) implements Schedule {
        public Cosine {
            require(epochs > 0 && Double.isFinite(epochs), "the number of epochs must be above 0", epochs);
            require(
                    warmUp >= 0 && warmUp < epochs,
                    "the warm-up must be at least 0 and shorter than the whole",
                    warmUp);
            require(floor >= 0 && floor <= 1, "the floor must be from 0 to 1", floor);
        }
    }

    /** Times {@code factor} whenever the validation loss was not below its lowest for more than {@code patience} validations. */
    record Plateau(int patience, double factor) implements Schedule {
        public Plateau {
            require(patience >= 0, "the patience must be at least 0", patience);
            requireFactor(factor);
        }
    }

    private static void require(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }

    private static void requireFactor(double factor) {
        require(factor > 0 && factor <= 1, "the factor must be above 0 and at most 1", factor);
    }

    /**
     * What the learning rate is multiplied with for the update after {@code step} others.
     *
     * @param plateaus how often the validation loss has stopped falling
     */
    default double factor(long step, long stepsPerEpoch, int plateaus) {
        long epoch = step / stepsPerEpoch;
        return switch (this) {
            case Constant c -> 1;
            case Step s -> power(s.factor, epoch / s.every);
            case Exponential e -> Math.pow(e.factor, (double) step / stepsPerEpoch);
            case After a -> power(a.factor, Math.max(0, epoch - a.epoch + 1));
            case Cosine c -> cosine(c, step, stepsPerEpoch);
            case Plateau p -> power(p.factor, plateaus);
        };
    }

    private static double power(double factor, long times) {
        return Math.pow(factor, (double) times);
    }

    private static double cosine(Cosine c, long step, long stepsPerEpoch) {
        // The first update already takes a step, so its number in the warm-up is 1.
        double risen = (step + 1.0) / stepsPerEpoch;
        if (risen < c.warmUp) {
            return risen / c.warmUp;
        }
        double fallen = ((double) step / stepsPerEpoch - c.warmUp) / (c.epochs - c.warmUp);
        return c.floor + (1 - c.floor) * 0.5 * (1 + Math.cos(Math.PI * Math.clamp(fallen, 0, 1)));
    }

    /** The text that {@link #parse} reads. */
    default String print() {
        return ScheduleText.print(this);
    }

    /**
     * Reads {@code constant}, {@code step:EVERY:FACTOR}, {@code exponential:FACTOR}, {@code after:EPOCH:FACTOR},
     * {@code cosine:EPOCHS[:WARMUP[:FLOOR]]} or {@code plateau:PATIENCE:FACTOR}.
     *
     * @throws IllegalArgumentException saying what is wrong, and what can be written
     */
    static Schedule parse(String text) {
        return ScheduleText.parse(text);
    }
}
