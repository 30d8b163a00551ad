package dev.unroll.bench.ours;

import dev.unroll.bench.Contender;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.Noise;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.nn.Zoneout;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/** Training steps that differ from the usual ones in one respect, to see what it costs. */
public final class Variation {
    /** Numbers up to this are subnormal (the smallest normal one is 1.2e-38), and far from zero still. */
    private static final float SUBNORMAL = 1e-39f;

    /** Of dropping an element. */
    private static final double PROBABILITY = 0.2;

    private Variation() {}

    /** The contender called {@code name}. */
    public static Contender named(String name) {
        return switch (name) {
            case "unroll-full-lengths" -> lengths(0);
            case "unroll-short-lengths" -> lengths(1);
            case "unroll-checkpoints" -> checkpoints();
            case "unroll-dropout" -> noisy(new Noise(PROBABILITY, false, 0, Zoneout.NONE));
            case "unroll-variational-dropout" -> noisy(new Noise(PROBABILITY, true, 0, Zoneout.NONE));
            case "unroll-recurrent-dropout" -> noisy(new Noise(0, false, PROBABILITY, Zoneout.NONE));
            case "unroll-zoneout" -> noisy(new Noise(0, false, 0, Zoneout.of(PROBABILITY)));
            case "unroll-still" -> still(false);
            case "unroll-subnormal-gradients" -> still(true);
            case "unroll-dense" -> dense(1);
            case "unroll-subnormal-inputs" -> dense(SUBNORMAL);
            default -> throw new IllegalArgumentException("no contender is called " + name);
        };
    }

    /** Every sequence with a length of its own, so many steps short of the whole. */
    private static Contender lengths(int missing) {
        return (workload, threads) -> {
            int[] lengths = new int[workload.batch()];
            Arrays.fill(lengths, workload.time() - missing);
            Training.Inputs inputs = (layers, tape, tokens, state, random) -> layers.unroll(
                            tape,
                            Sequences.of(tokens, lengths.length).withLengths(lengths),
                            Start.carried(state),
                            random)
                    .output();
            return new Training(CharacterModel.of(workload, threads), workload, inputs, Training.rate(workload));
        };
    }

    /** For T steps, the states of √T are kept, and those between are computed again. */
    private static Contender checkpoints() {
        return (workload, threads) -> {
            int every = (int) Math.ceil(Math.sqrt(workload.time()));
            CharacterModel model = CharacterModel.of(
                    workload,
                    threads,
                    Recurrent.tokens(workload.vocabulary()),
                    RecurrentOptions.DEFAULT.withCheckpointEvery(every));
            return new Training(model, workload, Unroll.reading(workload), Training.rate(workload));
        };
    }

    private static Contender noisy(Noise noise) {
        return (workload, threads) -> {
            CharacterModel model = CharacterModel.of(
                    workload,
                    threads,
                    Recurrent.tokens(workload.vocabulary()),
                    RecurrentOptions.DEFAULT.withNoise(noise));
            return new Training(model, workload, Unroll.reading(workload), Training.rate(workload));
        };
    }

    /** Nothing is learnt, so that the gradients that reach the recurrent layers stay as they are: of usual size or tiny. */
    private static Contender still(boolean subnormal) {
        return (workload, threads) -> {
            Training.Inputs inputs = (layers, tape, tokens, state, random) ->
                    tape.apply(new Shrink(subnormal), layers.forward(tape, tokens, state, random));
            return new Training(CharacterModel.of(workload, threads), workload, inputs, 0);
        };
    }

    /** Numbers instead of tokens. */
    private static Contender dense(float largest) {
        return (workload, threads) -> {
            int width = workload.vocabulary();
            Tensor x = numbers(workload, largest);
            Training.Inputs inputs = (layers, tape, _, state, random) -> layers.forward(tape, x, state, random);
            CharacterModel model =
                    CharacterModel.of(workload, threads, Recurrent.features(width), RecurrentOptions.DEFAULT);
            return new Training(model, workload, inputs, Training.rate(workload));
        };
    }

    private static Tensor numbers(Workload workload, float largest) {
        float[] x = new float[workload.units() * workload.vocabulary()];
        CounterRandom random = new CounterRandom(CharacterModel.SEED, 1);
        for (int i = 0; i < x.length; i++) {
            x[i] = (2 * random.uniform(i) - 1) * largest;
        }
        return Tensor.of(x, workload.units(), workload.vocabulary());
    }
}
