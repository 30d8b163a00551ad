package dev.unroll.tasks.embed;

import dev.unroll.data.Standardization;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.loss.ElementLoss;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.tasks.SavedModel;
import dev.unroll.tasks.Words;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemEncoder;
import dev.unroll.tasks.items.ItemModel;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.items.Known;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Makes a vector of an item and the item of the vector (Sutskever, Vinyals and Le 2014; Dai and Le 2015): a linear layer above what an {@link
 * ItemEncoder} makes, and a {@link Writer}.
 *
 * <pre>{@code
 * Autoencoder model = Autoencoder.open(engine, Path.of("runs/embed-questions-1"));
 * float[][] vectors = model.vectors(ItemFile.USUAL.read(Path.of("questions.txt")));
 * }</pre>
 */
public final class Autoencoder implements ItemModel {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private final ItemEncoder encoder;
    private final EmbedArchitecture architecture;
    private final Linear vector;
    private final Writer writer;

    Autoencoder(Engine engine, EmbedArchitecture architecture, Known known) {
        this.architecture = architecture;
        encoder = new ItemEncoder(engine, architecture.encoder(), known);
        vector = new Linear(architecture.encoder().pooled(), architecture.vector());
        writer = new Writer(engine, architecture, known);
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return EmbedTask.RECIPE.made(config);
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws dev.unroll.io.FileException if the folder has none, or it is damaged
     */
    public static Autoencoder open(Engine engine, Path path) {
        return SavedModel.open(path, EmbedTask.RECIPE, "embeds", (folder, config) -> {
            EmbedArchitecture architecture = EmbedTask.RECIPE.model(config);
            Known known = Known.fromJson(Json.read(folder.vocabularyFile()));
            return new SavedModel.Blank<>(
                    architecture.parameters(known), () -> new Autoencoder(engine, architecture, known));
        });
    }

    /** Draws all weights anew from a seed. */
    void initialise(long seed) {
        encoder.initialise(seed);
        vector.initialise(seed, "vector.");
        writer.initialise(seed);
    }

    @Override
    public ItemEncoder encoder() {
        return encoder;
    }

    /** Numbers of a vector. */
    public int width() {
        return architecture.vector();
    }

    /** Whether it reads texts, not series. */
    public boolean readsTexts() {
        return encoder.known().size() > 0;
    }

    private Tensor vectors(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Tensor pooled = encoder.vectors(tape, batch, random);
        return vector.forward(tape, encoder.dropout().forward(tape, pooled, ItemEncoder.place(random, 2)));
    }

    /** The vector of each item, [items][numbers]. */
    public float[][] vectors(Items items) {
        return encoder.rows(items, (tape, batch) -> vectors(tape, batch, UNUSED));
    }

    /** What a writer is asked for in a batch: rows t · batch + b, and what stands before each step. */
    private record Asked(int @Nullable [] before, int[] lengths, int[] rows) {}

    /** Steps of a batch; a text has one more, for its end. */
    private Asked asked(Inputs.Batch batch) {
        int[] tokens = batch.tokens();
        int more = tokens == null ? 0 : 1;
        int size = batch.size();
        int[] lengths = Arrays.stream(batch.lengths()).map(l -> l + more).toArray();
        int[] rows = new int[Arrays.stream(lengths).sum()];
        int steps = Arrays.stream(lengths).max().orElse(0);
        int[] before = new int[tokens == null ? 0 : steps * size];
        int count = 0;
        for (int t = 0; t < steps; t++) {
            for (int b = 0; b < size; b++) {
                int row = t * size + b;
                if (t < lengths[b]) {
                    rows[count++] = row;
                }
                if (tokens != null) {
                    before[row] = t == 0 || t >= lengths[b] ? writer.edge() : tokens[row - size];
                }
            }
        }
        return new Asked(tokens == null ? null : before, lengths, rows);
    }

    /** What is asked of a writer in training: mean of −ln p over words and ends, or mean square over the numbers of a series, in deviations. */
    record Cost(Tensor mean, int steps) {}

    Cost cost(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Asked asked = asked(batch);
        Tensor vectors = vectors(tape, batch, random);
        Tensor said = writer.forward(
                tape, vectors, asked.before(), asked.lengths(), asked.rows(), ItemEncoder.place(random, 3));
        int[] tokens = batch.tokens();
        Tensor x = batch.x();
        if (tokens == null && x != null) {
            return new Cost(ElementLoss.squared().mean(tape, said, tape.gather(x, asked.rows())), asked.rows().length);
        }
        if (tokens == null) {
            throw new IllegalStateException("a batch has tokens or numbers");
        }
        int size = batch.size();
        int[] right = Arrays.stream(asked.rows())
                .map(row -> row / size < batch.lengths()[row % size] ? tokens[row] : writer.edge())
                .toArray();
        return new Cost(tape.crossEntropy(said, right), asked.rows().length);
    }

    /** Numbers of the words that it writes of each text. */
    int[][] words(Items items) {
        int[][] all = new int[items.size()][];
        encoder.each(items, (tape, some, batch) -> {
            int[] most = Arrays.stream(batch.lengths()).map(l -> 2 * l + 10).toArray();
            int[][] written = writer.write(tape, vectors(tape, batch, UNUSED), most);
            for (int b = 0; b < some.length; b++) {
                all[some[b]] = written[b];
            }
        });
        return all;
    }

    /** The series that it writes of each, [steps · width], in deviations. */
    float[][] series(Items items) {
        float[][] all = new float[items.size()][];
        encoder.each(items, (tape, some, batch) -> {
            Asked asked = asked(batch);
            Tensor said =
                    writer.forward(tape, vectors(tape, batch, UNUSED), null, asked.lengths(), asked.rows(), UNUSED);
            int width = said.size(1);
            int[] next = new int[some.length];
            for (int b = 0; b < some.length; b++) {
                all[some[b]] = new float[batch.lengths()[b] * width];
            }
            for (int i = 0; i < asked.rows().length; i++) {
                int b = asked.rows()[i] % some.length;
                System.arraycopy(said.data(), i * width, all[some[b]], width * next[b]++, width);
            }
        });
        return all;
    }

    /** Items as it writes them from their vectors: texts, or series as a line of a {@code .ts} file without a label. */
    public List<String> written(Items items) {
        return readsTexts()
                ? Arrays.stream(words(items)).map(this::text).toList()
                : Arrays.stream(series(items)).map(this::line).toList();
    }

    String text(int... numbers) {
        Words words = encoder.known().words();
        StringJoiner text = new StringJoiner(architecture.encoder().characters() ? "" : " ");
        for (int number : numbers) {
            text.add(
                    words == null || number == Words.UNKNOWN
                            ? "<unk>"
                            : words.known().get(number - 1));
        }
        return text.toString();
    }

    String line(float... series) {
        Standardization scale = encoder.known().scale();
        int width = encoder.known().width();
        StringJoiner line = new StringJoiner(":");
        for (int d = 0; d < width; d++) {
            StringJoiner numbers = new StringJoiner(",");
            for (int i = d; i < series.length; i += width) {
                numbers.add(String.valueOf(scale == null ? series[i] : scale.restore(series[i], d)));
            }
            line.add(numbers.toString());
        }
        return line.toString();
    }

    @Override
    public long parameterCount() {
        return architecture.parameters(encoder.known());
    }

    @Override
    public Map<String, Module> above() {
        Map<String, Module> above = new LinkedHashMap<>();
        above.put("vector.", vector);
        above.putAll(writer.children());
        return above;
    }

    @Override
    public JsonObject vocabulary() {
        return encoder.known().toJson();
    }
}
