package dev.unroll.bench.ours;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Transformer;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Whole training steps of a causal transformer on random tokens. */
final class Gpt implements Job {
    private static final int HEADS = 4;

    private final Workload workload;
    private final Embedding embedding;
    private final Transformer transformer;
    private final Linear decoder;
    private final Optimizer optimizer;
    private final Tape tape;
    private final int[][] tokens;
    private final int[] lengths;
    private int step;

    Gpt(Workload workload, int threads) {
        this.workload = workload;
        Engine engine = Engine.start(threads);
        embedding = new Embedding(workload.vocabulary(), workload.hidden());
        embedding.initialise(CharacterModel.SEED, "embedding.", new Init.Normal(0.02));
        transformer = new Transformer(workload.hidden(), workload.layers(), HEADS, 0, true);
        transformer.initialise(CharacterModel.SEED, "transformer.");
        decoder = new Linear(workload.hidden(), workload.vocabulary());
        decoder.initialise(CharacterModel.SEED, "decoder.");
        List<Tensor> parameters = new ArrayList<>(embedding.parameters());
        parameters.addAll(transformer.parameters());
        parameters.addAll(decoder.parameters());
        optimizer = new Optimizer(engine, UpdateRule.adam(), Clip.norm(5), parameters);
        tape = new Tape(engine);
        tokens = Training.tokens(workload);
        lengths = new int[workload.batch()];
        Arrays.fill(lengths, workload.time());
    }

    @Override
    public double step() {
        int[] x = tokens[step % tokens.length];
        int[] y = tokens[(step + 1) % tokens.length];
        CounterRandom random = new CounterRandom(CharacterModel.SEED, step);
        Tensor h = transformer.forward(tape, embedding.forward(tape, x), lengths, random);
        Tensor loss = tape.crossEntropy(decoder.forward(tape, h), y);
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
