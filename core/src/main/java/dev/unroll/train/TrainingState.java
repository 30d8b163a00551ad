package dev.unroll.train;

import dev.unroll.io.NamedArray;
import dev.unroll.io.Weights;
import dev.unroll.nn.Module;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * What updates leave behind, under the names that a checkpoint has for it: weights, moments, the rate's memory, states that
 * are carried from step to step.
 */
public final class TrainingState {
    private static final String MODEL = "model.";
    private static final String RATE = "rate";

    private final Module model;
    private final Optimizer optimizer;
    private final LearningRate rate;
    private final Map<String, float[]> carried;
    private final Copies copies = new Copies();

    /** @param carried the arrays themselves, by name */
    public TrainingState(Module model, Optimizer optimizer, LearningRate rate, Map<String, float[]> carried) {
        this.model = model;
        this.optimizer = optimizer;
        this.rate = rate;
        this.carried = new LinkedHashMap<>(carried);
    }

    /** Copies as they lie in memory; they are sorted into the arrays of files when these are asked for. */
    public Learner.Snapshot snapshot() {
        List<Tensor> parameters = model.parameters();
        int moments = optimizer.rule().moments().size();
        for (Tensor p : parameters) {
            copies.take(p.data());
            for (int i = 0; i < moments; i++) {
                copies.take(optimizer.moment(p, i));
            }
        }
        carried.values().forEach(copies::take);
        model.buffers().values().forEach(buffer -> copies.take(buffer.data()));
        return new Taken(rate.memory(), optimizer.steps());
    }

    private final class Taken implements Learner.Snapshot {
        private final float[] memory;
        private final long steps;

        Taken(float[] memory, long steps) {
            this.memory = memory;
            this.steps = steps;
        }

        @Override
        public List<NamedArray> model() {
            return export("", p -> optimizer.average(p, copies::of, steps));
        }

        @Override
        public List<NamedArray> state() {
            List<NamedArray> all = new ArrayList<>();
            carried.forEach((name, values) -> all.add(new NamedArray(
                    name, new int[] {values.length}, copies.of(values).clone())));
            all.addAll(export(MODEL, p -> copies.of(p.data())));
            forEachMoment((prefix, of) -> all.addAll(export(prefix, p -> copies.of(of.apply(p)))));
            all.add(new NamedArray(RATE, new int[] {memory.length}, memory));
            return all;
        }

        private List<NamedArray> export(String prefix, Function<Tensor, float[]> of) {
            Map<String, Tensor> named = model.export(of);
            model.buffers()
                    .forEach((name, buffer) -> named.put(name, Tensor.of(copies.of(buffer.data()), buffer.shape())));
            return Weights.named(prefix, named);
        }
    }

    /** The way back of a snapshot's state, {@code step} updates after the beginning. */
    public void restore(Map<String, NamedArray> saved, long step) {
        model.load(Weights.tensors(MODEL, saved));
        forEachMoment((prefix, of) -> model.restore(Weights.tensors(prefix, saved), of));
        rate.restore(entry(saved, RATE, rate.memory().length));
        carried.forEach(
                (name, values) -> System.arraycopy(entry(saved, name, values.length), 0, values, 0, values.length));
        optimizer.setSteps(step);
    }

    private static float[] entry(Map<String, NamedArray> saved, String name, int length) {
        NamedArray from = saved.get(name);
        if (from == null || from.data().length != length) {
            throw new IllegalArgumentException("the saved state has no entry " + name + " of " + length);
        }
        return from.data();
    }

    /** Visits each of the optimiser's moments: the prefix of its names, and where its arrays are. */
    private void forEachMoment(BiConsumer<String, Function<Tensor, float[]>> visitor) {
        List<String> moments = optimizer.rule().moments();
        for (int i = 0; i < moments.size(); i++) {
            int moment = i;
            visitor.accept(moments.get(i) + ".", t -> optimizer.moment(t, moment));
        }
    }

    /** Copies of arrays, in arrays that are kept: copying into fresh memory takes several times as long. */
    private static final class Copies {
        private final IdentityHashMap<float[], float[]> copies = new IdentityHashMap<>();

        void take(float[] array) {
            float[] copy = copies.computeIfAbsent(array, a -> new float[a.length]);
            System.arraycopy(array, 0, copy, 0, copy.length);
        }

        float[] of(float[] array) {
            float[] copy = copies.get(array);
            if (copy == null) {
                throw new IllegalStateException("an array that was not there when the copies were made");
            }
            return copy;
        }
    }
}
