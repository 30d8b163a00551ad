package dev.unroll.bench.ours;

import dev.unroll.bench.Contender;
import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.nn.Linear;
import dev.unroll.nn.LinearStream;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.RecurrentStream;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The engine of this project, through the same classes that {@code unroll train} uses. */
public final class Unroll implements Contender {
    /** Batches made beforehand and used in turn. */
    private static final int BATCHES = 16;

    private static final long SEED = 1;

    private static final Duration REHEARSAL = Duration.ofSeconds(3);

    /** Whether this project can build a workload. */
    public static boolean supports(Workload workload) {
        return workload.embedding() == 0;
    }

    @Override
    public Job prepare(Workload workload, int threads) {
        Engine engine = Engine.start(threads);
        Cell cell = Cell.library(
                switch (workload.cell()) {
                    case RNN -> "rnn";
                    case LSTM -> "lstm";
                    case GRU -> "gru-torch";
                });
        Recurrent recurrent = new Recurrent(
                engine, cell, Recurrent.tokens(workload.vocabulary()), workload.hidden(), workload.layers(), 0);
        Linear decoder = new Linear(workload.hidden(), workload.vocabulary());
        recurrent.initialise(SEED, "");
        decoder.initialise(SEED, "decoder.");
        return workload.samples()
                ? new Sampling(engine, recurrent, decoder, workload)
                : new Training(engine, recurrent, decoder, workload);
    }

    private static final class Training implements Job {
        private final Workload workload;
        private final Recurrent recurrent;
        private final Linear decoder;
        private final Optimizer optimizer;
        private final Tape tape;
        private final RecurrentState state;
        private final int[][] tokens;
        private final double rate;
        private int step;

        Training(Engine engine, Recurrent recurrent, Linear decoder, Workload workload) {
            this.workload = workload;
            this.recurrent = recurrent;
            this.decoder = decoder;
            List<Tensor> parameters = new ArrayList<>(recurrent.parameters());
            parameters.addAll(decoder.parameters());
            UpdateRule rule = switch (workload.rule()) {
                case ADAM -> UpdateRule.adam();
                case SGD -> UpdateRule.sgd();
                case ADAGRAD -> UpdateRule.adagrad();
                case NONE -> throw new IllegalArgumentException(workload.id() + " is not trained");
            };
            rate = switch (workload.rule()) {
                case ADAM -> 2e-3;
                case SGD -> 1;
                default -> 0.1;
            };
            Clip clip = workload.rule() == Workload.Rule.ADAGRAD ? Clip.value(5) : Clip.norm(5);
            optimizer = new Optimizer(engine, rule, clip, parameters);
            tape = new Tape(engine);
            recurrent.rehearse(workload.batch(), Rehearsal.within(REHEARSAL));
            state = recurrent.zeroState(workload.batch());
            CounterRandom random = new CounterRandom(SEED, 0);
            tokens = new int[BATCHES][workload.units()];
            for (int b = 0; b < BATCHES; b++) {
                for (int i = 0; i < tokens[b].length; i++) {
                    tokens[b][i] = (int) (random.uniform((long) b * tokens[b].length + i) * workload.vocabulary());
                }
            }
        }

        @Override
        public double step() {
            int[] x = tokens[step % BATCHES];
            int[] y = tokens[(step + 1) % BATCHES];
            Tensor h = recurrent.forward(tape, x, state, new CounterRandom(SEED, step));
            Tensor loss = tape.crossEntropy(decoder.forward(tape, h), y);
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

    private static final class Sampling implements Job {
        private final RecurrentStream stream;
        private final LinearStream decoder;
        private final float[] logits;
        private final int[] token = new int[1];
        private final CounterRandom random = new CounterRandom(SEED, 1);
        private long step;

        Sampling(Engine engine, Recurrent recurrent, Linear linear, Workload workload) {
            stream = recurrent.stream(1);
            decoder = new LinearStream(engine, linear, 1);
            logits = new float[workload.vocabulary()];
        }

        @Override
        public double step() {
            decoder.apply(stream.step(token), logits);
            double max = Double.NEGATIVE_INFINITY;
            for (float z : logits) {
                max = Math.max(max, z);
            }
            double sum = 0;
            for (float z : logits) {
                sum += Math.exp(z - max);
            }
            double left = random.uniform(step++) * sum;
            int chosen = 0;
            for (left -= Math.exp(logits[0] - max); left > 0 && chosen < logits.length - 1; ) {
                chosen++;
                left -= Math.exp(logits[chosen] - max);
            }
            token[0] = chosen;
            return 0;
        }

        @Override
        public double units() {
            return 1;
        }
    }
}
