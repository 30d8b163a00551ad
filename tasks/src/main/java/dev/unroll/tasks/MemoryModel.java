package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Does a {@link MemoryTask}: a stack of recurrent layers over the sequence, and a linear layer at the steps that are answered. */
public final class MemoryModel implements Composite {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private final Engine engine;
    private final MemoryTask task;
    private final Architecture architecture;
    private final Recurrent rnn;
    private final Linear answer;

    /** A model whose weights are all zero, to be {@link #initialise initialised} or loaded. */
    public MemoryModel(Engine engine, MemoryTask task, Architecture architecture) {
        this.engine = engine;
        this.task = task;
        this.architecture = architecture;
        Recurrent.Input inputs = Recurrent.features(task.inputs());
        rnn = new Recurrent(engine, architecture.cell(), inputs, architecture.hidden(), architecture.stack());
        answer = new Linear(rnn.outputWidth(), task.outputs());
    }

    /** Whether a model's configuration is of one of these. */
    public static boolean isOne(JsonObject config) {
        return MemoryTask.NAMES.contains(config.getString("task"));
    }

    /**
     * Reads a model that a training wrote.
     *
     * @throws FileException if the folder has none, or it is damaged
     */
    public static MemoryModel open(Engine engine, Path path) {
        return SavedModel.open(path, (folder, config) -> {
            MemoryTask task = MemoryTask.of(config);
            Architecture architecture = Architecture.fromJson(config.getObject("model"));
            return new SavedModel.Blank<>(
                    architecture.parameterCount(task.inputs(), task.outputs()),
                    () -> new MemoryModel(engine, task, architecture));
        });
    }

    /** Draws all weights anew from a seed. */
    public void initialise(long seed) {
        rnn.initialise(seed, "rnn.");
        answer.initialise(seed, "answer.");
    }

    public Engine engine() {
        return engine;
    }

    public MemoryTask task() {
        return task;
    }

    public Architecture architecture() {
        return architecture;
    }

    public Recurrent rnn() {
        return rnn;
    }

    /** Floating-point operations in products for a sequence in training. */
    public double operationsPerSequence() {
        long weights = rnn.parameters().stream()
                .filter(p -> p.rank() > 1)
                .mapToLong(Tensor::size)
                .sum();
        return 6.0 * weights * task.steps();
    }

    /** The mean loss on some sequences, each from the zero state. */
    Tensor loss(Tape tape, MemoryTask.Examples examples, CounterRandom random) {
        int rows = examples.x().size(0);
        int sequences = rows / task.steps();
        Tensor h = rnn.unroll(tape, Sequences.of(examples.x(), sequences), Start.FRESH, random)
                .output();
        int[] answered =
                IntStream.range(rows - task.answers() * sequences, rows).toArray();
        return examples.loss().of(tape, answer.forward(tape, tape.gather(h, answered)));
    }

    /** The same without noise; the tape is free again. */
    double loss(Tape tape, MemoryTask.Examples examples) {
        double loss = loss(tape, examples, UNUSED).item();
        tape.reset();
        return loss;
    }

    /** The mean loss at the last step alone, from the top layer's output there, [sequences × hidden]. */
    Tensor lastLoss(Tape tape, MemoryTask.Examples examples, Tensor output) {
        return examples.loss().of(tape, answer.forward(tape, output));
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("rnn.", rnn);
        children.put("answer.", answer);
        return children;
    }
}
