package dev.unroll.tasks.items;

/** What reads a sequence. */
public enum Encoder {
    /** A stack of any recurrent cell. */
    RNN,
    /** Convolutions of several widths, the largest of each over time (Kim 2014). */
    CNN,
    /** Attention of every step to every other. */
    TRANSFORMER
}
