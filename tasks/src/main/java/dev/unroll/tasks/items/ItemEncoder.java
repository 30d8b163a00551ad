package dev.unroll.tasks.items;

import dev.unroll.data.Batches;
import dev.unroll.io.FileException;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Dropout;
import dev.unroll.nn.Module;
import dev.unroll.tasks.Words;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes one vector of each item: words become vectors, an {@link Encoder} reads the steps, and they are pooled. */
public final class ItemEncoder implements Composite {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    /** Items that are read side by side when nothing is learned. */
    static final int SIDE_BY_SIDE = 64;

    private final Engine engine;
    private final Architecture architecture;
    private final Known known;
    private final @Nullable WordChannels channels;
    private final Reader reader;
    private final Dropout dropout;

    public ItemEncoder(Engine engine, Architecture architecture, Known known) {
        this.engine = engine;
        this.architecture = architecture;
        this.known = known;
        channels = known.size() == 0
                ? null
                : new WordChannels(architecture.channels(), known.size(), architecture.embedding());
        reader = Reader.of(engine, architecture, architecture.step(known));
        dropout = new Dropout(architecture.noise().dropout());
    }

    /** Draws all weights anew from a seed. */
    public void initialise(long seed) {
        if (channels != null) {
            channels.initialise(seed);
        }
        reader.initialise(seed);
    }

    /**
     * Has the words that a file knows begin with its vectors.
     *
     * @return how many those are
     */
    int begin(Path vectors) {
        Words words = known.words();
        if (channels == null || words == null) {
            throw new FileException(vectors + " has vectors of words, but a series has none; leave out --vectors");
        }
        return channels.begin(words, vectors);
    }

    public Engine engine() {
        return engine;
    }

    public Architecture architecture() {
        return architecture;
    }

    public Known known() {
        return known;
    }

    /** Dropout of what is made of an item. */
    public Dropout dropout() {
        return dropout;
    }

    /** A stream of random numbers for one of the places of a model. */
    public static CounterRandom place(CounterRandom random, int place) {
        return new CounterRandom(random.bits(place), random.stream());
    }

    /** Vectors of items, [batch × {@link Architecture#pooled}]; it uses the places 0 and 1 of {@code random}. */
    public Tensor vectors(Tape tape, Inputs.Batch batch, CounterRandom random) {
        Tensor x = batch.x();
        int[] tokens = batch.tokens();
        if (channels != null && tokens != null) {
            x = dropout.forward(tape, channels.forward(tape, tokens), place(random, 0));
        }
        if (x == null) {
            throw new IllegalStateException("a batch has tokens or numbers");
        }
        return reader.forward(tape, x, batch.lengths(), place(random, 1));
    }

    /** What the model makes of each item, [items][width]. */
    public float[][] vectors(Items items) {
        return rows(items, (tape, batch) -> vectors(tape, batch, UNUSED));
    }

    /** The words that it knows, the most frequent first; none if it reads series. */
    public List<String> words() {
        Words words = known.words();
        return words == null ? List.of() : words.known();
    }

    /** Vectors of the first {@code count} of {@link #words}. */
    public float[][] wordVectors(int count) {
        if (channels == null) {
            return new float[0][];
        }
        float[][] all = channels.first().vectors(count + 1);
        return Arrays.copyOfRange(all, Words.UNKNOWN + 1, all.length);
    }

    /**
     * Something that is made of each item, in their order.
     *
     * @param of makes it of a batch, a row for each of its items
     */
    public float[][] rows(Items items, BiFunction<Tape, Inputs.Batch, Tensor> of) {
        float[][] all = new float[items.size()][];
        each(items, (tape, some, batch) -> {
            Tensor rows = of.apply(tape, batch);
            int width = rows.size(1);
            IntStream.range(0, some.length)
                    .forEach(b -> all[some[b]] = Arrays.copyOfRange(rows.data(), b * width, (b + 1) * width));
        });
        return all;
    }

    /** Takes some items as they are read. */
    public interface Taking {
        /**
         * @param tape one for inference
         * @param items their numbers
         */
        void take(Tape tape, int[] items, Inputs.Batch batch);
    }

    /** Goes through items, those about as long side by side. */
    public void each(Items items, Taking taking) {
        Inputs inputs = inputs(items);
        if (inputs.size() == 0) {
            return;
        }
        Batches batches = new Batches(inputs.lengths(), SIDE_BY_SIDE, 0);
        Tape tape = Tape.inference(engine);
        for (long i = 0; i < batches.perEpoch(); i++) {
            int[] some = batches.batch(i);
            taking.take(tape, some, inputs.batch(some));
            tape.reset();
        }
    }

    /** Items as it reads them. */
    public Inputs inputs(Items items) {
        return known.inputs(items, architecture);
    }

    @Override
    public long parameterCount() {
        return architecture.parameters(known);
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        if (channels != null) {
            children.putAll(channels.children());
        }
        children.putAll(reader.children());
        return children;
    }
}
