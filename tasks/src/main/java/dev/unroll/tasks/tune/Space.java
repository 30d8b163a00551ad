package dev.unroll.tasks.tune;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tasks.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What is searched: for some settings, by their paths, the values that they may have. */
public record Space(SequencedMap<String, Range> ranges) {
    private static final String CLIP = "training.clip.limit";
    private static final String RATE = "training.learning_rate";

    public Space {
        ranges = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(ranges));
    }

    /** What is searched where nothing else is said: rate, clipping, width, batch and noise, so far as the settings have them. */
    public static Space standard(JsonObject settings) {
        Map<String, @Nullable Object> leaves = Settings.leaves(settings);
        SequencedMap<String, Range> ranges = new LinkedHashMap<>();
        double rate = ((Number) Objects.requireNonNull(leaves.get(RATE))).doubleValue();
        ranges.put(RATE, new Range.Interval(rate / 10, rate * 10, false));
        if (leaves.get(CLIP) instanceof Number n && Double.isFinite(n.doubleValue())) {
            ranges.put(CLIP, new Range.Interval(n.doubleValue() / 5, n.doubleValue() * 2, false));
        }
        for (String path : List.of("model.hidden", "training.batch")) {
            if (leaves.get(path) instanceof Number n) {
                long middle = n.longValue();
                ranges.put(path, new Range.Choice(List.of(Math.max(1, middle / 2), middle, 2 * middle)));
            }
        }
        if (leaves.containsKey("model.dropout")) {
            ranges.put("model.dropout", new Range.Interval(0, 0.4, false));
        }
        Object encoder = leaves.getOrDefault("model.encoder", leaves.get("model.architecture"));
        boolean recurs = (encoder == null || encoder.equals("rnn"))
                && !Objects.equals(leaves.get("model.attention"), "bahdanau");
        if (recurs && leaves.containsKey("model.recurrent_dropout")) {
            // none for some: it costs time
            ranges.put("model.recurrent_dropout", new Range.Choice(List.of(0.0, 0.1, 0.3)));
        }
        return new Space(ranges);
    }

    /**
     * Reads {@code PATH=FROM..TO} or {@code PATH=VALUE,VALUE,…}, one text for each setting.
     *
     * @param settings that have them
     * @throws IllegalArgumentException saying what is wrong, and what can be written
     */
    public static Space parse(List<String> texts, JsonObject settings) {
        Map<String, @Nullable Object> leaves = Settings.leaves(settings);
        SequencedMap<String, Range> ranges = new LinkedHashMap<>();
        for (String text : texts) {
            int equals = text.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException(
                        "\"" + text + "\" is no range; write PATH=FROM..TO or PATH=VALUE,VALUE,...");
            }
            String path = text.substring(0, equals);
            Object now = leaves.get(path);
            if (now == null) {
                Settings.with(settings, path, 0); // says which is nearest
                throw new IllegalArgumentException("the setting " + path + " has no value that could be varied");
            }
            Range range = range(text.substring(equals + 1), now);
            for (double place : new double[] {0, Math.nextDown(1.0)}) {
                Settings.with(settings, path, range.at(place));
            }
            ranges.put(path, range);
        }
        return new Space(ranges);
    }

    private static Range range(String text, Object now) {
        int dots = text.indexOf("..");
        try {
            if (dots > 0) {
                boolean whole = now instanceof Long || now instanceof Integer;
                return new Range.Interval(
                        Double.parseDouble(text.substring(0, dots)),
                        Double.parseDouble(text.substring(dots + 2)),
                        whole);
            }
            List<Object> values = new ArrayList<>();
            for (String value : text.split(",", -1)) {
                values.add(
                        switch (now) {
                            case Long l -> Long.valueOf(value);
                            case Integer i -> Long.valueOf(value);
                            case Number n -> Double.valueOf(value);
                            case Boolean b -> Boolean.valueOf(value);
                            default -> value;
                        });
            }
            return new Range.Choice(values);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no range of numbers; write FROM..TO or VALUE,VALUE,...", e);
        }
    }

    /** As {@link #parse} reads it. */
    public List<String> print() {
        List<String> texts = new ArrayList<>();
        ranges.forEach((path, range) -> texts.add(path + "=" + range.print()));
        return texts;
    }

    /** Settings drawn from it; the same for the same seed and number. */
    public JsonObject draw(JsonObject base, long seed, int number) {
        CounterRandom random =
                new CounterRandom(CounterRandom.named(seed, "trials").bits(number), 0);
        JsonObject drawn = base;
        int i = 0;
        for (Map.Entry<String, Range> entry : ranges.entrySet()) {
            // 53 bits: the place must be below 1 in double precision.
            double place = (random.bits(i++) >>> 11) * 0x1p-53;
            drawn = Settings.with(drawn, entry.getKey(), entry.getValue().at(place));
        }
        return drawn;
    }

    /** A smaller one around settings that were good. */
    public Space around(JsonObject settings) {
        Map<String, @Nullable Object> leaves = Settings.leaves(settings);
        SequencedMap<String, Range> narrowed = new LinkedHashMap<>();
        ranges.forEach((path, range) -> narrowed.put(path, range.around(Objects.requireNonNull(leaves.get(path)))));
        return new Space(narrowed);
    }

    /** The values that settings have for what is searched, in its order. */
    public List<Object> values(JsonObject settings) {
        Map<String, @Nullable Object> leaves = Settings.leaves(settings);
        return ranges.keySet().stream()
                .map(path -> Objects.requireNonNull(leaves.get(path)))
                .toList();
    }

    @Override
    public String toString() {
        return Arrays.toString(print().toArray());
    }
}
