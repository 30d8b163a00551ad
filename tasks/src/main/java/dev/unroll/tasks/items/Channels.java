package dev.unroll.tasks.items;

/** Which vectors a word has (Kim 2014, section 3.1). */
public enum Channels {
    /** One that is trained: his "rand" and, with given vectors, "non-static". */
    TUNED,
    /** One that was given, and stays. */
    STATIC,
    /** Both, side by side; his "multichannel". */
    BOTH;

    /** Vectors of a word. */
    int count() {
        return this == BOTH ? 2 : 1;
    }
}
