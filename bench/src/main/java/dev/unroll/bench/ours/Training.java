package dev.unroll.bench.ours;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentState;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Whole training steps on random tokens. */
final class Training implements Job {
    /** Batches made beforehand and used in turn. */
    private static final int BATCHES = 16;

    private static final Duration REHEARSAL = Duration.ofSeconds(3);

    /** How the recurrent layers are run over a piece; tokens are there for those that read them. */
    interface Inputs {
        Tensor run(Recurrent layers, Tape tape, int[] tokens, RecurrentState state, CounterRandom random);
    }

    private final CharacterModel model;
    private final Workload workload;
    private final Inputs inputs;
    private final Optimizer optimizer;
    private final Tape tape;
    private final RecurrentState state;
    private final int[][] tokens;
    private final int[][] targets;
    private final double rate;
    private int step;

    /** @param rate at which it learns */
    Training(CharacterModel model, Workload workload, Inputs inputs, double rate) {
        this(model, workload, inputs, rate, List.of());
    }

    /**
     * @param rate at which it learns
     * @param more parameters, of what makes the inputs
     */
    Training(CharacterModel model, Workload workload, Inputs inputs, double rate, List<Tensor> more) {
        this.model = model;
        this.workload = workload;
        this.inputs = inputs;
        this.rate = rate;
        List<Tensor> parameters = new ArrayList<>(model.layers().parameters());
        parameters.addAll(more);
        parameters.addAll(model.decoder().parameters());
        UpdateRule rule = switch (workload.rule()) {
            case ADAM -> UpdateRule.adam();
            case SGD -> UpdateRule.sgd();
            case ADAGRAD -> UpdateRule.adagrad();
            case NONE -> throw new IllegalArgumentException(workload.id() + " is not trained");
        };
        Clip clip = workload.rule() == Workload.Rule.ADAGRAD ? Clip.value(5) : Clip.norm(5);
        optimizer = new Optimizer(model.engine(), rule, clip, parameters);
        tape = new Tape(model.engine());
        Rehearsal rehearsal = new Rehearsal();
        model.layers().rehearse(workload.batch(), rehearsal);
        model.engine().rehearse(workload.vocabulary(), rehearsal);
        optimizer.rehearse(rehearsal);
        rehearsal.run(REHEARSAL);
        state = model.layers().zeroState(workload.batch());
        tokens = tokens(workload);
        targets = targets(workload, tokens);
    }

    /** What follows each token: of a batch those of the next, nothing past the end of a sequence. */
    private static int[][] targets(Workload workload, int[][] tokens) {
        int[] lengths = workload.lengths();
        int[][] targets = new int[tokens.length][];
        for (int b = 0; b < tokens.length; b++) {
            targets[b] = tokens[(b + 1) % tokens.length].clone();
            for (int i = 0; i < targets[b].length; i++) {
                if (i / lengths.length >= lengths[i % lengths.length]) {
                    targets[b][i] = -1;
                }
            }
        }
        return targets;
    }

    /** Batches of random tokens. */
    static int[][] tokens(Workload workload) {
        CounterRandom random = new CounterRandom(CharacterModel.SEED, 0);
        int[][] tokens = new int[BATCHES][workload.time() * workload.batch()];
        for (int b = 0; b < BATCHES; b++) {
            for (int i = 0; i < tokens[b].length; i++) {
                tokens[b][i] = (int) (random.uniform((long) b * tokens[b].length + i) * workload.vocabulary());
            }
        }
        return tokens;
    }

    /** The rate that belongs to a workload's optimiser. */
    static double rate(Workload workload) {
        return switch (workload.rule()) {
            case ADAM -> 2e-3;
            case SGD -> 1;
            case ADAGRAD -> 0.1;
            case NONE -> 0;
        };
    }

    @Override
    public double step() {
        int[] x = tokens[step % BATCHES];
        int[] y = targets[step % BATCHES];
        Tensor h = inputs.run(model.layers(), tape, x, state, new CounterRandom(CharacterModel.SEED, step));
        Tensor loss = tape.crossEntropy(model.decoder().forward(tape, h), y);
        tape.backward(loss);
        double value = loss.item();
        optimizer.step(rate);
        tape.reset();
        step++;
        return value;
    }

    @Override
    public double units() {
        return workload.units();
    }
}
