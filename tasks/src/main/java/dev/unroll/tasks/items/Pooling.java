package dev.unroll.tasks.items;

/** How the steps of a sequence become one vector. */
public enum Pooling {
    /** What a recurrence has when all is read: forward at the last step, backward at the first. */
    LAST,
    MEAN,
    /** The largest of each number over all steps. */
    MAX,
    /** A mean with learned weights: softmax of uᵀ tanh(W h + b) / √width (Yang et al. 2016). */
    ATTENTION
}
