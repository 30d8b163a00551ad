package dev.unroll.tensor;

/**
 * One differentiable function, forward and pull-back side by side. An instance serves one call: what the pull-back needs
 * beyond inputs and output is kept in its fields.
 */
public sealed interface Op
        permits Below,
                Concatenate,
                CustomOp,
                Gather,
                Linear,
                MatMul,
                Maxout,
                OverTime,
                Pointwise,
                Softmax,
                SoftmaxCrossEntropy,
                Sum {
    /** Computes the output, allocated with {@link Tape#allocate}. */
    Tensor forward(Tape tape, Tensor... inputs);

    /** Adds to the gradient of every tracked input, given the output's gradient. */
    void pullBack(Tape tape, Tensor output, Tensor... inputs);

    /** For messages: the operation's name. */
    default String name() {
        return getClass().getSimpleName();
    }
}
