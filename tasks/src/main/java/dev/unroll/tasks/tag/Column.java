package dev.unroll.tasks.tag;

/** Which column of a CoNLL-U file has the tags. */
public enum Column {
    /** The universal part of speech, the fourth. */
    UPOS(3),
    /** The tag of the language's own set, the fifth. */
    XPOS(4);

    private final int place;

    Column(int place) {
        this.place = place;
    }

    /** Counted from 0. */
    int place() {
        return place;
    }
}
