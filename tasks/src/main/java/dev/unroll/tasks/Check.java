package dev.unroll.tasks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Refuses settings out of their range. */
public final class Check {
    private Check() {}

    /** @throws IllegalArgumentException saying the rule and the value, unless it holds */
    public static void that(boolean holds, String rule, Number value) {
        if (!holds) {
            throw new IllegalArgumentException(rule + ", got " + value);
        }
    }

    /**
     * The constant of that name, in lower case.
     *
     * @throws IllegalArgumentException saying what it must be and the names that there are, unless there is one
     */
    public static <E extends Enum<E>> E named(Class<E> type, String what, String name) {
        List<E> all = Arrays.asList(type.getEnumConstants());
        return all.stream()
                .filter(e -> lower(e).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(what + " must be one of "
                        + String.join(", ", all.stream().map(Check::lower).toList()) + ", got " + name));
    }

    /** A constant as it is written: {@link #named} reads it. */
    public static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
