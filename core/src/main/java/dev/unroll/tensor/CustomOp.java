package dev.unroll.tensor;

/**
 * An operation of a user's own, with forward and backward written by hand.
 *
 * <pre>{@code
 * final class MyRelu implements CustomOp {
 *     public Tensor forward(Tape tape, Tensor... in) {
 *         Tensor y = tape.allocate(in[0].shape());
 *         for (int i = 0; i < y.size(); i++) y.data()[i] = Math.max(in[0].data()[i], 0);
 *         return y;
 *     }
 *
 *     public void pullBack(Tape tape, Tensor y, Tensor... in) {
 *         for (int i = 0; i < y.size(); i++) if (in[0].data()[i] > 0) in[0].gradient()[i] += y.gradient()[i];
 *     }
 * }
 * }</pre>
 */
public non-sealed interface CustomOp extends Op {}
