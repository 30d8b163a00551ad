package dev.unroll.bench.ours;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.loss.Crf;
import dev.unroll.nn.Directions;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.Sequences;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whole training steps of a tagger on random words and tags: a recurrence that reads both ways, and a conditional random field. */
final class Tagging implements Job {
    private final Workload workload;
    private final Embedding embedding;
    private final Recurrent rnn;
    private final Linear scores;
    private final Crf crf = new Crf(Workload.TAGS);
    private final Optimizer optimizer;
    private final Tape tape;
    private final int[][] words;
    private final int[][] tags;
    private final int[] lengths;
    private int step;

    Tagging(Workload workload, int threads) {
        this.workload = workload;
        Engine engine = Engine.start(threads);
        embedding = new Embedding(workload.vocabulary(), workload.embedding());
        embedding.initialise(CharacterModel.SEED, "embedding.", new Init.Uniform(0.25));
        rnn = new Recurrent(
                engine,
                Cell.library("lstm"),
                Recurrent.features(workload.embedding()),
                workload.hidden(),
                RecurrentOptions.DEFAULT.withLayers(workload.layers()).withDirections(Directions.CONCATENATED));
        rnn.initialise(CharacterModel.SEED, "rnn.");
        scores = new Linear(rnn.outputWidth(), Workload.TAGS);
        scores.initialise(CharacterModel.SEED, "scores.");
        List<Tensor> parameters = new ArrayList<>(embedding.parameters());
        parameters.addAll(rnn.parameters());
        parameters.addAll(scores.parameters());
        parameters.addAll(crf.parameters());
        optimizer = new Optimizer(engine, UpdateRule.adam(), Clip.norm(5), parameters);
        tape = new Tape(engine);
        words = Training.tokens(workload);
        CounterRandom random = CounterRandom.named(CharacterModel.SEED, "tags");
        tags = new int[words.length][workload.units()];
        for (int b = 0; b < tags.length; b++) {
            for (int i = 0; i < tags[b].length; i++) {
                tags[b][i] = (int) (random.uniform((long) b * tags[b].length + i) * Workload.TAGS);
            }
        }
        lengths = new int[workload.batch()];
        Arrays.fill(lengths, workload.time());
    }

    @Override
    public double step() {
        Tensor x = embedding.forward(tape, words[step % words.length]);
        Tensor read = rnn.unroll(tape, Sequences.of(x, workload.batch())).output();
        Tensor loss = crf.loss(tape, scores.forward(tape, read), lengths, tags[step % tags.length]);
        tape.backward(loss);
        double value = loss.item();
        optimizer.step(Training.rate(workload));
        tape.reset();
        step++;
        return value;
    }

    @Override
    public double units() {
        return workload.units();
    }
}
