package dev.unroll.tasks.forecast;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Check;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns of a table make a series, and how they are read.
 *
 * @param date the column of dates; empty: the first that looks like one, {@link #NONE}: the rows are equally far apart and have none
 * @param form how dates are written, as {@link java.time.format.DateTimeFormatter} has it; empty for the usual ones
 * @param targets what is forecast; empty: the only column of numbers
 * @param others what is read beside them
 * @param fill values missing in a row that a straight line may take the place of
 */
public record Columns(String date, String form, List<String> targets, List<String> others, int fill) {
    public static final String NONE = "none";

    /** What can be found out, and nothing filled in. */
    public static final Columns FOUND = new Columns("", "", List.of(), List.of(), 0);

    public Columns {
        targets = List.copyOf(targets);
        others = List.copyOf(others);
        Check.that(fill >= 0, "the values that may be filled in must be at least 0", fill);
        List<String> all = new ArrayList<>(targets);
        all.addAll(others);
        if (all.stream().distinct().count() < all.size()) {
            throw new IllegalArgumentException(
                    "a column is named twice in " + String.join(", ", all) + "; name each once");
        }
    }

    /** All that hold numbers, those to forecast first. */
    List<String> numbers() {
        List<String> all = new ArrayList<>(targets);
        all.addAll(others);
        return all;
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("date", date)
                .put("form", form)
                .put("targets", targets)
                .put("others", others)
                .put("fill", fill);
    }

    static Columns fromJson(JsonObject json) {
        return new Columns(
                json.getString("date"),
                json.getString("form"),
                json.getStrings("targets"),
                json.getStrings("others"),
                json.getInt("fill"));
    }
}
