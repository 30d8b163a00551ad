package dev.unroll.bench.ours;

import dev.unroll.bench.Contender;
import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/**
 * Training steps in which the numbers that reach the recurrent layers, or the gradients that come back to them, are all
 * subnormal or all of usual size. Nothing is learnt, so that they stay so.
 *
 * @param dense whether the layers read numbers instead of tokens
 * @param tinyInputs whether these are subnormal
 * @param tinyGradients whether the gradients are
 */
public record Tiny(boolean dense, boolean tinyInputs, boolean tinyGradients) implements Contender {
    /** Numbers up to this are subnormal (the smallest normal one is 1.2e-38), and far from zero still. */
    private static final float SUBNORMAL = 1e-39f;

    /** The contender called {@code name}. */
    public static Tiny named(String name) {
        return switch (name) {
            case "unroll-tokens" -> new Tiny(false, false, false);
            case "unroll-tiny-gradients" -> new Tiny(false, false, true);
            case "unroll-dense" -> new Tiny(true, false, false);
            case "unroll-tiny-inputs" -> new Tiny(true, true, false);
            default -> throw new IllegalArgumentException("no contender is called " + name);
        };
    }

    @Override
    public Job prepare(Workload workload, int threads) {
        Engine engine = Engine.start(threads);
        Cell cell = Cell.library(workload.cell());
        int width = workload.vocabulary();
        Recurrent recurrent = new Recurrent(
                engine,
                cell,
                dense ? Recurrent.features(width) : Recurrent.tokens(width),
                workload.hidden(),
                RecurrentOptions.DEFAULT.withLayers(workload.layers()));
        Linear decoder = new Linear(workload.hidden(), width);
        recurrent.initialise(Training.SEED, "");
        decoder.initialise(Training.SEED, "decoder.");
        Tensor numbers = numbers(workload);
        Training.Inputs inputs = (layers, tape, tokens, state, step) -> {
            Tensor h = dense ? layers.forward(tape, numbers, state, step) : layers.forward(tape, tokens, state, step);
            return tape.apply(new Shrink(tinyGradients), h);
        };
        return new Training(engine, recurrent, decoder, workload, inputs, 0);
    }

    private Tensor numbers(Workload workload) {
        float[] x = new float[workload.units() * workload.vocabulary()];
        CounterRandom random = new CounterRandom(Training.SEED, 1);
        float largest = tinyInputs ? SUBNORMAL : 1;
        for (int i = 0; i < x.length; i++) {
            x[i] = (2 * random.uniform(i) - 1) * largest;
        }
        return Tensor.of(x, workload.units(), workload.vocabulary());
    }

    /** Hands its input on, and its gradient back, or a subnormal one of the same sign. */
    private record Shrink(boolean subnormal) implements CustomOp {
        /** Brings sign and exponent of a float below its exponent: no arithmetic, which would itself be slow. */
        private static final int SHIFT = 12;

        @Override
        public Tensor forward(Tape tape, Tensor... in) {
            Tensor y = tape.allocate(in[0].shape());
            System.arraycopy(in[0].data(), 0, y.data(), 0, y.size());
            return y;
        }

        @Override
        public void pullBack(Tape tape, Tensor y, Tensor... in) {
            float[] from = y.gradient();
            float[] to = in[0].gradient();
            if (!subnormal) {
                System.arraycopy(from, 0, to, 0, to.length);
                return;
            }
            for (int i = 0; i < to.length; i++) {
                int bits = Float.floatToRawIntBits(from[i]);
                to[i] = Float.intBitsToFloat((bits & Integer.MIN_VALUE) | ((bits & Integer.MAX_VALUE) >>> SHIFT));
            }
        }
    }
}
