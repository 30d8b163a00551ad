package dev.unroll.tasks.classify;

import java.util.Arrays;
import java.util.List;

/** What is to be classified, in the order of its file. */
public sealed interface Items {
    /** The label of each, as it is written; none where the file has no labels. */
    List<String> labels();

    /** Where each stands, for messages: the file and the line. */
    List<String> places();

    default int size() {
        return places().size();
    }

    /** Whether labels are known. */
    default boolean isLabelled() {
        return labels().size() == size();
    }

    /** An item in a few words, to show it. */
    String shown(int item);

    /** Texts. */
    record Texts(List<String> texts, List<String> labels, List<String> places) implements Items {
        public Texts {
            texts = List.copyOf(texts);
            labels = List.copyOf(labels);
            places = List.copyOf(places);
        }

        @Override
        public String shown(int item) {
            return texts.get(item);
        }
    }

    /**
     * Series of numbers.
     *
     * @param tables [steps × width] for each item, any number of steps
     * @param rate samples a second of the sounds that they were made of, 0 for other series
     */
    record Series(List<float[]> tables, int width, int rate, List<String> labels, List<String> places)
            implements Items {
        public Series {
            tables = List.copyOf(tables);
            labels = List.copyOf(labels);
            places = List.copyOf(places);
        }

        @Override
        public String shown(int item) {
            float[] table = tables.get(item);
            String first = Arrays.toString(Arrays.copyOf(table, Math.min(table.length, 4)));
            return table.length / width + " steps: " + first.replace("]", table.length > 4 ? ", ...]" : "]");
        }
    }
}
