package dev.unroll.optim;

import dev.unroll.expr.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Schedules as they are typed: a name, then numbers after colons. */
final class ScheduleText {
    private static final Map<String, String> FORMS = new LinkedHashMap<>();

    static {
        for (String form : List.of(
                "constant",
                "step:EVERY:FACTOR",
                "exponential:FACTOR",
                "after:EPOCH:FACTOR",
                "cosine:EPOCHS[:WARMUP[:FLOOR]]",
                "plateau:PATIENCE:FACTOR")) {
            FORMS.put(form.split(":", -1)[0], form);
        }
    }

    private ScheduleText() {}

    static String print(Schedule schedule) {
        return switch (schedule) {
            case Schedule.Constant c -> "constant";
            case Schedule.Step s -> "step:" + s.every() + ":" + s.factor();
            case Schedule.Exponential e -> "exponential:" + e.factor();
            case Schedule.After a -> "after:" + a.epoch() + ":" + a.factor();
            case Schedule.Cosine c -> "cosine:" + c.epochs() + ":" + c.warmUp() + ":" + c.floor();
            case Schedule.Plateau p -> "plateau:" + p.patience() + ":" + p.factor();
        };
    }

    static Schedule parse(String text) {
        String[] words = text.split(":", -1);
        String form = FORMS.get(words[0]);
        if (form == null) {
            String nearest = Spelling.suggestion(words[0], FORMS.keySet());
            throw new IllegalArgumentException("unknown schedule " + words[0] + "; there are "
                    + String.join(", ", FORMS.values()) + (nearest.isEmpty() ? "" : "; " + nearest));
        }
        double[] n = numbers(text, words, form);
        return switch (words[0]) {
            case "constant" -> new Schedule.Constant();
            case "step" -> new Schedule.Step(whole(n[0], text), n[1]);
            case "exponential" -> new Schedule.Exponential(n[0]);
            case "after" -> new Schedule.After(whole(n[0], text), n[1]);
            case "cosine" -> new Schedule.Cosine(n[0], n[1], n[2]);
            default -> new Schedule.Plateau(whole(n[0], text), n[1]);
        };
    }

    /** The numbers after the name; those of the form that may be left out are 0 then. */
    private static double[] numbers(String text, String[] words, String form) {
        int most = form.split(":", -1).length - 1;
        int least = form.split("\\[", -1)[0].split(":", -1).length - 1;
        int given = words.length - 1;
        double[] numbers = new double[most];
        try {
            for (int i = 0; i < given && i < most; i++) {
                numbers[i] = Double.parseDouble(words[i + 1]);
            }
        } catch (NumberFormatException e) {
            given = -1;
        }
        if (given < least || given > most) {
            throw new IllegalArgumentException("the schedule " + text + " is not of the form " + form);
        }
        return numbers;
    }

    private static int whole(double number, String text) {
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the schedule " + text + " needs a whole number in place of " + number);
        }
        return (int) number;
    }
}
