package dev.unroll.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Spans of words that tags mark, each of a type after a hyphen: {@code B-} begins one, {@code I-} goes on, {@code E-} ends one, {@code S-} is
 * a whole one, {@code O} is none. Where a sequence is not well-formed they are read as the program conlleval of CoNLL-2000
 * (Tjong Kim Sang and Buchholz 2000) reads them: an {@code I-} after another type, or after none, begins a span. So IOB1, IOB2 (BIO) and BIOES are
 * all understood.
 */
public final class Spans {
    private Spans() {}

    /** Words from {@code from} to before {@code to}. */
    public record Span(int from, int to, String type) {}

    /** Whether tags are of this kind: each is {@code O} or has one of the letters, and some span can begin. */
    public static boolean areMarkedBy(Collection<String> tags) {
        return tags.stream().allMatch(tag -> tag.equals("O") || tag.matches("[BIES]-.+"))
                && tags.stream().anyMatch(tag -> !tag.equals("O"));
    }

    private static char letter(String tag) {
        return tag.charAt(0);
    }

    private static String type(String tag) {
        return tag.length() < 2 ? "" : tag.substring(2);
    }

    /**
     * The spans of a sequence, from its beginning to its end.
     *
     * @param tags that are {@link #areMarkedBy of this kind}
     */
    public static List<Span> of(List<String> tags) {
        List<Span> spans = new ArrayList<>();
        String before = "O";
        int from = 0;
        for (int t = 0; t <= tags.size(); t++) {
            String tag = t < tags.size() ? tags.get(t) : "O";
            if (ends(before, tag)) {
                spans.add(new Span(from, t, type(before)));
            }
            if (begins(before, tag)) {
                from = t;
            }
            before = tag;
        }
        return List.copyOf(spans);
    }

    private static boolean ends(String before, String tag) {
        return letter(before) != 'O'
                && (letter(before) == 'E'
                        || letter(before) == 'S'
                        || letter(tag) == 'B'
                        || letter(tag) == 'S'
                        || letter(tag) == 'O'
                        || !type(before).equals(type(tag)));
    }

    private static boolean begins(String before, String tag) {
        return letter(tag) != 'O' && (letter(before) == 'O' || ends(before, tag));
    }
}
