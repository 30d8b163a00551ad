package dev.unroll.tasks.translate;

/** What reads and writes. */
public enum Kind {
    /** Two stacks of recurrent layers. */
    RNN,
    /** Two transformers (Vaswani et al. 2017). */
    TRANSFORMER
}
