package dev.unroll.tasks.translate;

/** How a recurrent decoder looks at the source. */
public enum Attending {
    /** Not at all: it begins where the encoder ended, as the sequence to sequence model of Sutskever, Vinyals and Le (2014). */
    NONE,
    /** After its steps, which are all computed at once (Luong, Pham and Manning 2015). */
    LUONG,
    /** Before each step, which reads what was seen (Bahdanau, Cho and Bengio 2015). */
    BAHDANAU
}
