package dev.unroll.tensor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A shape and its numbers, row-major in one heap array. A tensor that takes part in differentiation also has a gradient
 * of the same shape. Parameters live as long as the model; everything else lives on a {@link Tape} for one step.
 */
public final class Tensor {
    private final int[] shape;
    private final float[] data;
    private final boolean tracked;
    private final @Nullable Tape tape;
    private float @Nullable [] gradient;
    private boolean gradientStarted;

    Tensor(int[] shape, float[] data, boolean tracked, @Nullable Tape tape) {
        if (data.length != size(shape)) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(shape) + " needs " + size(shape) + " numbers, got " + data.length);
        }
        this.shape = shape.clone();
        this.data = data;
        this.tracked = tracked;
        this.tape = tape;
    }

    /** A trainable tensor over {@code data} (not copied). Its gradient accumulates until {@link #clearGradient}. */
    public static Tensor parameter(float[] data, int... shape) {
        return new Tensor(shape, data, true, null);
    }

    /** Numbers that are not differentiated, over {@code data} (not copied). */
    public static Tensor of(float[] data, int... shape) {
        return new Tensor(shape, data, false, null);
    }

    static int size(int... shape) {
        long size = 1;
        for (int d : shape) {
            if (d < 0) {
                throw new IllegalArgumentException("negative size in shape " + Arrays.toString(shape));
            }
            size = Math.multiplyExact(size, d);
        }
        return Math.toIntExact(size);
    }

    public int[] shape() {
        return shape.clone();
    }

    public int rank() {
        return shape.length;
    }

    /** Size of one dimension; negative counts from the last. */
    public int size(int dimension) {
        return shape[dimension < 0 ? shape.length + dimension : dimension];
    }

    public int size() {
        return data.length;
    }

    /** The numbers themselves, not a copy. */
    public float[] data() {
        return data;
    }

    /** The single number of a one-element tensor. */
    public float item() {
        if (data.length != 1) {
            throw new IllegalStateException("item() needs one number, this tensor is " + Arrays.toString(shape));
        }
        return data[0];
    }

    /** Whether a gradient flows to this tensor. */
    public boolean tracked() {
        return tracked;
    }

    @Nullable
    Tape tape() {
        return tape;
    }

    /** The gradient so far: zeros when nothing has been added. */
    public float[] gradient() {
        if (beginGradient() == 0) {
            Arrays.fill(gradientArray(), 0);
        }
        return gradientArray();
    }

    /**
     * For an operation that adds to the gradient by a product: 0 when the array holds nothing yet and must be overwritten,
     * 1 when it must be added to. The array is {@link #gradientArray}.
     */
    public float beginGradient() {
        if (!tracked) {
            throw new IllegalStateException("no gradient flows to a tensor that is not tracked");
        }
        boolean first = !gradientStarted;
        gradientStarted = true;
        if (gradient == null) {
            gradient = tape == null ? new float[data.length] : tape.array(data.length);
        }
        return first ? 0 : 1;
    }

    /** The gradient's array after {@link #beginGradient}. */
    public float[] gradientArray() {
        float[] g = gradient;
        if (g == null) {
            throw new IllegalStateException("beginGradient() comes first");
        }
        return g;
    }

    /** Whether anything has been added since the gradient was last cleared. */
    public boolean hasGradient() {
        return gradientStarted;
    }

    /** Hands over an array that already holds the whole gradient, if nothing has been added before. */
    boolean adoptGradient(float[] whole) {
        if (gradientStarted || tape == null) {
            return false;
        }
        gradientStarted = true;
        gradient = whole;
        return true;
    }

    /** Forgets the gradient; the array is kept for the next step. */
    public void clearGradient() {
        gradientStarted = false;
    }

    @Override
    public String toString() {
        return "Tensor" + Arrays.toString(shape) + (tracked ? " tracked" : "");
    }
}
