package dev.unroll.tasks.serve;

import java.util.List;

/** Lets a text through up to the first of some strings, holding back what may be the beginning of one. */
final class Stops {
    private final List<String> strings;
    private final StringBuilder held = new StringBuilder();
    private boolean reached;

    Stops(List<String> strings) {
        this.strings = List.copyOf(strings);
    }

    /** Whether one of the strings has come; it and what follows is not let through. */
    boolean isReached() {
        return reached;
    }

    /** Takes some more characters and returns what may go on now. */
    String add(String characters) {
        StringBuilder through = new StringBuilder();
        for (int i = 0; i < characters.length() && !reached; i++) {
            through.append(add(characters.charAt(i)));
        }
        return through.toString();
    }

    private String add(char character) {
        held.append(character);
        int keep = 0;
        for (String stop : strings) {
            int begun = begun(stop);
            if (begun == stop.length()) {
                reached = true;
                held.setLength(held.length() - begun);
                return rest();
            }
            keep = Math.max(keep, begun);
        }
        String through = held.substring(0, held.length() - keep);
        held.delete(0, held.length() - keep);
        return through;
    }

    /** How much of a string the held text ends in. */
    private int begun(String stop) {
        for (int n = Math.min(stop.length(), held.length()); n > 0; n--) {
            if (held.indexOf(stop.substring(0, n), held.length() - n) >= 0) {
                return n;
            }
        }
        return 0;
    }

    /** What is still held when no more comes. */
    String rest() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }
}
