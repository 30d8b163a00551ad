package dev.unroll.bench.ours;

import dev.unroll.bench.Contender;
import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.LinearStream;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.RecurrentStream;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.List;

/** The engine of this project, through the same classes that {@code unroll train} uses. */
public final class Unroll implements Contender {
    @Override
    public Job prepare(Workload workload, int threads) {
        if (workload.isTransformer()) {
            return new Gpt(workload, threads);
        }
        if (workload.isTagger()) {
            return new Tagging(workload, threads);
        }
        if (workload.classifies() || workload.translates()) {
            return TaskTraining.of(workload, threads);
        }
        if (workload.embedding() > 0) {
            return embedded(workload, threads);
        }
        CharacterModel model = CharacterModel.of(workload, threads);
        return workload.samples()
                ? new Sampling(model, workload)
                : new Training(model, workload, reading(workload), Training.rate(workload));
    }

    private static Job embedded(Workload workload, int threads) {
        int width = workload.embedding();
        Embedding embedding = new Embedding(workload.vocabulary(), width);
        embedding.initialise(CharacterModel.SEED, "embedding.", new Init.Normal(0.1));
        CharacterModel model =
                CharacterModel.of(workload, threads, Recurrent.features(width), RecurrentOptions.DEFAULT);
        Training.Inputs vectors = (layers, tape, tokens, state, random) -> read(
                workload,
                layers,
                tape,
                Sequences.of(embedding.forward(tape, tokens), workload.batch()),
                state,
                random);
        return new Training(model, workload, vectors, Training.rate(workload), embedding.parameters());
    }

    /** How recurrent layers run over tokens. */
    static Training.Inputs reading(Workload workload) {
        return (layers, tape, tokens, state, random) ->
                read(workload, layers, tape, Sequences.of(tokens, workload.batch()), state, random);
    }

    private static Tensor read(
            Workload workload, Recurrent layers, Tape tape, Sequences in, RecurrentState state, CounterRandom random) {
        Start start = workload.reading() == Workload.Reading.FORWARD ? Start.carried(state) : Start.FRESH;
        return layers.unroll(tape, in.withLengths(workload.lengths()), start, random)
                .output();
    }

    private static final class Sampling implements Job {
        private final RecurrentStream stream;
        private final LinearStream decoder;
        private final float[] logits;
        private final int[] token = new int[1];
        private final CounterRandom random = new CounterRandom(CharacterModel.SEED, 1);
        private long step;

        Sampling(CharacterModel model, Workload workload) {
            stream = model.layers().stream(1);
            decoder = new LinearStream(model.engine(), model.decoder(), 1);
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
