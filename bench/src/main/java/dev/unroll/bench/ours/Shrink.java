package dev.unroll.bench.ours;

import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/**
 * Hands its input on, and its gradient back.
 *
 * @param subnormal whether the gradient becomes one below the smallest normal number on the way, of the same sign
 */
record Shrink(boolean subnormal) implements CustomOp {
    /** Brings the leading bits of a number to below its exponent: no arithmetic, which would itself be slow. */
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
