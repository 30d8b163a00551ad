package dev.unroll.bench.ours;

import dev.unroll.bench.Workload;
import dev.unroll.data.Batch;
import dev.unroll.data.Corpus;
import dev.unroll.data.TokenDataset;
import dev.unroll.io.Checkpoint;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Module;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.optim.Clip;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.Learner;
import dev.unroll.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Where the time of steps goes, in a process of its own: prints a line for each step after the warm-up, of the milliseconds for the
 * batch, for clipping and update, for the copy before a checkpoint (0 where none is due), and for the whole step.
 */
public final class StepTimes {
    /** A model of 51 MB, and steps so short that a checkpoint is due often. */
    public static final Workload LARGE =
            new Workload("51 MB", "lstm", 2, 1024, 65, 0, 10, 10, Workload.Rule.ADAM);

    private static final int CHARACTERS = 1_000_000;

    /** Real ones come a minute apart; here, as soon as the one before may be on the disk. */
    private static final int STEPS_TO_A_CHECKPOINT = 8;

    private final Tape tape;
    private final CharacterModel model;
    private final TokenDataset data;
    private final RecurrentState state;
    private final Optimizer optimizer;
    private final TrainingState learned;

    /** The layers and the output as one module, as a task has them. */
    private record Whole(CharacterModel model) implements Composite {
        @Override
        public Map<String, Module> children() {
            Map<String, Module> children = new LinkedHashMap<>();
            children.put("rnn.", model.layers());
            children.put("decoder.", model.decoder());
            return children;
        }
    }

    private StepTimes(Workload workload, int threads) {
        model = CharacterModel.of(workload, threads);
        tape = new Tape(model.engine());
        StringBuilder text = new StringBuilder();
        CounterRandom random = new CounterRandom(CharacterModel.SEED, 0);
        for (int i = 0; i < CHARACTERS; i++) {
            text.append((char) (' ' + (int) (random.uniform(i) * workload.vocabulary())));
        }
        Corpus corpus = Corpus.of(text.toString());
        data = TokenDataset.training(corpus.tokens(corpus.vocabulary()), workload.batch(), workload.time());
        state = model.layers().zeroState(data.lanes());
        Whole whole = new Whole(model);
        optimizer = new Optimizer(model.engine(), UpdateRule.adam(), Clip.norm(5), whole.parameters());
        learned = new TrainingState(
                whole, optimizer, new LearningRate(0.002, new Schedule.Constant(), data.batches()), Map.of());
    }

    /** Arguments: workload, threads, seconds of warm-up, steps, and "save" to write checkpoints. */
    public static void main(String[] arguments) throws IOException {
        StepTimes times = new StepTimes(arguments[0].equals(LARGE.id()) ? LARGE : Workload.named(arguments[0]), Integer.parseInt(arguments[1]));
        long warm = System.nanoTime() + (long) (1e9 * Double.parseDouble(arguments[2]));
        int step = 0;
        times.learned.snapshot(); // as the trainer does before the first step
        while (System.nanoTime() < warm) {
            times.step(step++, false);
        }
        int end = step + Integer.parseInt(arguments[3]);
        boolean saves = List.of(arguments).contains("save");
        Path folder = Files.createTempDirectory("unroll-bench");
        try (RunFolder run = RunFolder.create(folder.resolve("run"), new JsonObject())) {
            CompletableFuture<Void> writing = CompletableFuture.completedFuture(null);
            for (; step < end; step++) {
                boolean due = saves && step % STEPS_TO_A_CHECKPOINT == 0;
                if (due) {
                    writing.join();
                }
                Learner.Snapshot copy = times.step(step, due);
                if (copy != null) {
                    long number = step;
                    writing = CompletableFuture.runAsync(() -> run.checkpoints(1)
                            .save(Checkpoint.of(number, new JsonObject(), copy.state()), -1));
                }
            }
            writing.join();
        }
        System.exit(0);
    }

    private Learner.@Nullable Snapshot step(int step, boolean save) {
        long begun = System.nanoTime();
        Batch batch = data.batch(step);
        long read = System.nanoTime();
        Tensor h = model.layers()
                .unroll(
                        tape,
                        Sequences.of(batch.inputs(), batch.size()),
                        Start.carried(state),
                        new CounterRandom(CharacterModel.SEED, step))
                .output();
        Tensor loss = tape.crossEntropy(model.decoder().forward(tape, h), batch.targets());
        tape.backward(loss);
        long differentiated = System.nanoTime();
        optimizer.step(0.002);
        long updated = System.nanoTime();
        tape.reset();
        long copying = System.nanoTime();
        Learner.Snapshot copy = save ? learned.snapshot() : null;
        long end = System.nanoTime();
        System.out.printf(
                "%.4f %.4f %.4f %.4f%n",
                (read - begun) / 1e6,
                (updated - differentiated) / 1e6,
                save ? (end - copying) / 1e6 : 0,
                (end - begun) / 1e6);
        return copy;
    }
}
