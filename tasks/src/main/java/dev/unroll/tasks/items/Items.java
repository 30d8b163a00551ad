package dev.unroll.tasks.items;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

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

    /** Those that are not rows of a file without anything in them. */
    default Items withoutEmptyRows() {
        return this;
    }

    /** An item in a few words, to show it. */
    String shown(int item);

    /** What items that are the same have in common. */
    String key(int item);

    /** Some of them, in that order. */
    Items some(int... items);

    private static <T> List<T> some(List<T> all, int... items) {
        return Arrays.stream(items).mapToObj(all::get).toList();
    }

    /** Texts. */
    record Texts(List<String> texts, List<String> labels, List<String> places) implements Items {
        public Texts {
            texts = List.copyOf(texts);
            labels = List.copyOf(labels);
            places = List.copyOf(places);
        }

        @Override
        public Items withoutEmptyRows() {
            int[] full = IntStream.range(0, size())
                    .filter(i -> !texts.get(i).isBlank()
                            || (isLabelled() && !labels.get(i).isBlank()))
                    .toArray();
            return full.length == size()
                    ? this
                    : new Texts(of(texts, full), isLabelled() ? of(labels, full) : List.of(), of(places, full));
        }

        private static List<String> of(List<String> all, int[] rows) {
            return Arrays.stream(rows).mapToObj(all::get).toList();
        }

        @Override
        public String shown(int item) {
            return texts.get(item);
        }

        @Override
        public String key(int item) {
            return texts.get(item);
        }

        @Override
        public Texts some(int... items) {
            return new Texts(
                    Items.some(texts, items),
                    isLabelled() ? Items.some(labels, items) : labels,
                    Items.some(places, items));
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

        @Override
        public String key(int item) {
            return String.valueOf(Arrays.hashCode(tables.get(item)));
        }

        @Override
        public Series some(int... items) {
            return new Series(
                    Items.some(tables, items),
                    width,
                    rate,
                    isLabelled() ? Items.some(labels, items) : labels,
                    Items.some(places, items));
        }
    }
}
