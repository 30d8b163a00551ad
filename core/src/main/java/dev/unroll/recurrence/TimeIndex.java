package dev.unroll.recurrence;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name as a slide writes it, taken apart: {@code hₜ₋₁} and {@code h_{t-1}} are h one step back, {@code hₜ}, {@code h_t}
 * and {@code h_{t}} are h now, {@code h'} is primed, and other braces only group, as in {@code W_{xh}}.
 */
record TimeIndex(String name, When when) {
    enum When {
        UNSAID,
        BEFORE,
        NOW,
        PRIMED
    }

    private static final List<String> BEFORE_SUFFIXES = List.of("ₜ₋₁", "_{t-1}", "_{t−1}");
    private static final List<String> NOW_SUFFIXES = List.of("ₜ", "_{t}", "_t");

    private static final Pattern BEFORE_READ =
            Pattern.compile("([\\p{L}_][\\p{L}\\p{M}\\p{N}]*)(?:ₜ₋₁|_\\{ *t *[-−] *1 *\\})");

    static TimeIndex of(String spelling) {
        if (spelling.endsWith("'")) {
            return new TimeIndex(without("'", spelling), When.PRIMED);
        }
        String compact = spelling.replace(" ", "");
        if (Character.isUpperCase(compact.codePointAt(0))) {
            return new TimeIndex(without("", compact), When.UNSAID);
        }
        for (String suffix : BEFORE_SUFFIXES) {
            if (compact.endsWith(suffix)) {
                return new TimeIndex(without(suffix, compact), When.BEFORE);
            }
        }
        for (String suffix : NOW_SUFFIXES) {
            if (compact.endsWith(suffix)) {
                return new TimeIndex(without(suffix, compact), When.NOW);
            }
        }
        return new TimeIndex(without("", compact), When.UNSAID);
    }

    /** The names that a piece of text reads one step back. */
    static Set<String> before(String code) {
        Set<String> names = new LinkedHashSet<>();
        Matcher reads = BEFORE_READ.matcher(code);
        while (reads.find()) {
            names.add(reads.group(1));
        }
        return names;
    }

    /** Whether what is left is a plain name: {@code h_{t+1}} is none. */
    boolean isPlain() {
        return !name.isEmpty() && name.codePoints().allMatch(Character::isUnicodeIdentifierPart);
    }

    private static String without(String suffix, String spelling) {
        return spelling.substring(0, spelling.length() - suffix.length())
                .replace("{", "")
                .replace("}", "");
    }
}
