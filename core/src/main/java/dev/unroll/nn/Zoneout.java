package dev.unroll.nn;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * With what probability a unit of a state keeps its previous value at a step of training (Krueger et al. 2017). As text:
 * {@code 0.1} for every state of a cell, or {@code c:0.5,h:0.05} for some of them.
 *
 * @param others of the states that are not named
 * @param named by state
 */
public record Zoneout(double others, Map<String, Double> named) {
    public static final Zoneout NONE = of(0);

    public Zoneout {
        checkProbability("zoneout", others);
        named.forEach((state, p) -> checkProbability("zoneout of " + state, p));
        named = Collections.unmodifiableMap(new LinkedHashMap<>(named));
    }

    static void checkProbability(String name, double p) {
        if (!(p >= 0 && p < 1)) {
            throw new IllegalArgumentException(name + " must be at least 0 and below 1, got " + p);
        }
    }

    /** The same for all states. */
    public static Zoneout of(double probability) {
        return new Zoneout(probability, Map.of());
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException saying what was expected
     */
    public static Zoneout parse(String text) {
        try {
            if (!text.contains(":")) {
                return of(Double.parseDouble(text));
            }
            Map<String, Double> named = new LinkedHashMap<>();
            for (String part : text.split(",", -1)) {
                String[] sides = part.split(":", -1);
                if (sides.length != 2 || named.put(sides[0].strip(), Double.parseDouble(sides[1])) != null) {
                    throw new NumberFormatException(part);
                }
            }
            return new Zoneout(0, named);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "zoneout is a probability such as 0.1, or one for each of some states such as c:0.5,h:0.05; got "
                            + text,
                    e);
        }
    }

    /** The text form. */
    public String print() {
        return named.isEmpty()
                ? Double.toString(others)
                : named.entrySet().stream()
                        .map(e -> e.getKey() + ":" + e.getValue())
                        .collect(Collectors.joining(","));
    }

    /** Whether no state has any. */
    public boolean isNone() {
        return others == 0 && named.values().stream().allMatch(p -> p == 0);
    }

    /** By state; also names that are no states, for whoever knows the cell to refuse. */
    Map<String, Double> of(List<String> states) {
        Map<String, Double> all = new LinkedHashMap<>();
        states.forEach(state -> all.put(state, named.getOrDefault(state, others)));
        named.forEach(all::putIfAbsent);
        return all;
    }
}
