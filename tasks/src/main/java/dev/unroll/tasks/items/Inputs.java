package dev.unroll.tasks.items;

import dev.unroll.data.FeatureBatch;
import dev.unroll.data.InMemoryDataset;
import dev.unroll.tasks.TimeMajor;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items as a model reads them: numbers of words, or tables of numbers. */
public final class Inputs {
    private final List<int[]> tokens;
    private final List<float[]> tables;
    private final @Nullable InMemoryDataset series;
    private final int cut;

    private Inputs(List<int[]> tokens, List<float[]> tables, @Nullable InMemoryDataset series, int cut) {
        this.tokens = tokens;
        this.tables = tables;
        this.series = series;
        this.cut = cut;
    }

    /** Texts, of each of which at most so many words are read. */
    static Inputs ofTokens(List<int[]> tokens, int most) {
        return new Inputs(
                tokens.stream()
                        .map(t -> t.length > most ? Arrays.copyOf(t, most) : t)
                        .toList(),
                List.of(),
                null,
                (int) tokens.stream().filter(t -> t.length > most).count());
    }

    static Inputs ofSeries(List<float[]> tables, int width) {
        return new Inputs(List.of(), tables, new InMemoryDataset(tables, width), 0);
    }

    /** How many texts are not read to their end. */
    public int cut() {
        return cut;
    }

    /** Numbers of the words of a text that are read. */
    public int[] tokens(int item) {
        return tokens.get(item);
    }

    /** A series as it is read, [steps · width]. */
    public float[] table(int item) {
        return tables.get(item);
    }

    public int size() {
        return series == null ? tokens.size() : series.size();
    }

    public int[] lengths() {
        return series == null ? tokens.stream().mapToInt(t -> t.length).toArray() : series.lengths();
    }

    /**
     * Some items side by side, padded to the longest.
     *
     * @param tokens of row t · batch + b, or null
     * @param x [steps · batch × width], or null
     */
    public record Batch(int @Nullable [] tokens, @Nullable Tensor x, int[] lengths) {
        public int size() {
            return lengths.length;
        }
    }

    public Batch batch(int... items) {
        if (series != null) {
            FeatureBatch batch = series.batch(items);
            Tensor x = Tensor.of(batch.values(), batch.time() * batch.size(), batch.width());
            return new Batch(null, x, batch.lengths());
        }
        int[][] own = Arrays.stream(items).mapToObj(tokens::get).toArray(int[][]::new);
        return new Batch(TimeMajor.rows(0, own), null, TimeMajor.lengths(own));
    }
}
