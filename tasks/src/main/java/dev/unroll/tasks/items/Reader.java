package dev.unroll.tasks.items;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.AttentionPooling;
import dev.unroll.nn.Conv1d;
import dev.unroll.nn.Conv1dOptions;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.nn.Padding;
import dev.unroll.nn.Positions;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOutput;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.nn.Transformer;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An {@link Encoder} and a {@link Pooling}: makes one vector of each sequence. */
interface Reader {
    Map<String, Module> children();

    void initialise(long seed);

    /**
     * Reads sequences.
     *
     * @param x [steps · batch × width of a step]
     * @return [batch × {@link Architecture#pooled}]
     */
    Tensor forward(Tape tape, Tensor x, int[] lengths, CounterRandom random);

    /** @param step width of a step */
    static Reader of(Engine engine, Architecture architecture, int step) {
        return switch (architecture.encoder()) {
            case RNN -> new OfRecurrence(engine, architecture, step);
            case CNN -> new OfConvolutions(architecture, step);
            case TRANSFORMER -> new OfTransformer(architecture, step);
        };
    }

    /** Steps to one vector. */
    final class Pool {
        private final Pooling pooling;
        private final Map<String, Module> children = new LinkedHashMap<>();
        private final AttentionPooling attention;

        Pool(Pooling pooling, int width) {
            this.pooling = pooling;
            attention = new AttentionPooling(width);
            if (pooling == Pooling.ATTENTION) {
                children.put("pooling.", attention);
            }
        }

        void initialise(long seed) {
            attention.initialise(seed, "pooling.");
        }

        Tensor of(Tape tape, Tensor h, int[] lengths) {
            return switch (pooling) {
                case MEAN -> tape.meanOverTime(h, lengths);
                case MAX -> tape.maxOverTime(h, lengths);
                case ATTENTION -> attention.forward(tape, h, lengths);
                case LAST -> throw new IllegalStateException("the last state is the recurrence's");
            };
        }
    }

    /** A stack of recurrent layers. */
    final class OfRecurrence implements Reader {
        private final Recurrent rnn;
        private final Pooling pooling;
        private final Pool pool;

        OfRecurrence(Engine engine, Architecture a, int step) {
            rnn = new Recurrent(engine, a.cell(), Recurrent.features(step), a.hidden(), a.stack());
            pooling = a.pooling();
            pool = new Pool(pooling, a.pooled());
        }

        @Override
        public Map<String, Module> children() {
            Map<String, Module> children = new LinkedHashMap<>();
            children.put("rnn.", rnn);
            children.putAll(pool.children);
            return children;
        }

        @Override
        public void initialise(long seed) {
            rnn.initialise(seed, "rnn.");
            pool.initialise(seed);
        }

        @Override
        public Tensor forward(Tape tape, Tensor x, int[] lengths, CounterRandom random) {
            Sequences in = Sequences.of(x, lengths.length).withLengths(lengths);
            RecurrentOutput read = rnn.unroll(tape, in, Start.FRESH, random);
            return pooling == Pooling.LAST ? read.last() : pool.of(tape, read.output(), lengths);
        }
    }

    /** Kim's sentence CNN. A sequence has zeros around it, so that the shortest has something to convolve. */
    final class OfConvolutions implements Reader {
        private static final Expr RELU = Expr.parse("relu(x)");

        private final List<Conv1d> convolutions = new ArrayList<>();

        OfConvolutions(Architecture a, int step) {
            for (int kernel : a.kernels()) {
                Conv1dOptions options = Conv1dOptions.of(kernel).withPadding(kernel - 1, Padding.ZEROS);
                convolutions.add(new Conv1d(step, a.maps(), options));
            }
        }

        private static String prefix(int i) {
            return "convolutions." + i + ".";
        }

        @Override
        public Map<String, Module> children() {
            Map<String, Module> children = new LinkedHashMap<>();
            for (int i = 0; i < convolutions.size(); i++) {
                children.put(prefix(i), convolutions.get(i));
            }
            return children;
        }

        @Override
        public void initialise(long seed) {
            for (int i = 0; i < convolutions.size(); i++) {
                convolutions.get(i).initialise(seed, prefix(i));
            }
        }

        @Override
        public Tensor forward(Tape tape, Tensor x, int[] lengths, CounterRandom random) {
            List<Tensor> parts = new ArrayList<>();
            for (Conv1d c : convolutions) {
                parts.add(tape.maxOverTime(c.forward(tape, x, lengths), c.lengths(lengths)));
            }
            // The largest of rectified numbers is the largest, rectified: fewer of them.
            return tape.map(RELU, List.of("x"), tape.concatenate(parts));
        }
    }

    /** A transformer whose steps see all others. */
    final class OfTransformer implements Reader {
        private final Linear front;
        private final Transformer transformer;
        private final Pool pool;

        OfTransformer(Architecture a, int step) {
            front = new Linear(step, a.hidden());
            transformer =
                    new Transformer(a.hidden(), a.layers(), a.heads(), a.noise().dropout(), false);
            pool = new Pool(a.pooling(), a.hidden());
        }

        @Override
        public Map<String, Module> children() {
            Map<String, Module> children = new LinkedHashMap<>();
            children.put("front.", front);
            children.put("transformer.", transformer);
            children.putAll(pool.children);
            return children;
        }

        @Override
        public void initialise(long seed) {
            front.initialise(seed, "front.");
            transformer.initialise(seed, "transformer.");
            pool.initialise(seed);
        }

        @Override
        public Tensor forward(Tape tape, Tensor x, int[] lengths, CounterRandom random) {
            Tensor steps = Positions.add(tape, front.forward(tape, x), lengths.length, 0);
            return pool.of(tape, transformer.forward(tape, steps, lengths, random), lengths);
        }
    }
}
