package dev.unroll.tasks.classify;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.items.Items;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The classes that a model answers in, sorted. */
final class Labels {
    private final List<String> names;
    private final Map<String, Integer> numbers = new HashMap<>();

    private Labels(List<String> names) {
        this.names = List.copyOf(names);
        for (String name : names) {
            numbers.put(name, numbers.size());
        }
    }

    static Labels of(Items items) {
        return new Labels(List.copyOf(new TreeSet<>(items.labels())));
    }

    List<String> names() {
        return names;
    }

    int size() {
        return names.size();
    }

    /**
     * The class of each item.
     *
     * @throws FileException naming the item whose label is not known
     */
    int[] classes(Items items) {
        int[] all = new int[items.size()];
        for (int i = 0; i < all.length; i++) {
            String label = items.labels().get(i);
            Integer c = numbers.get(label);
            if (c == null) {
                throw new FileException(items.places().get(i) + ": the model does not know the label " + label
                        + "; it was trained with " + String.join(", ", names) + "; correct it, or leave the row out");
            }
            all[i] = c;
        }
        return all;
    }

    JsonObject put(JsonObject json) {
        return json.put("labels", names);
    }

    static Labels read(JsonObject json) {
        return new Labels(json.getStrings("labels"));
    }
}
