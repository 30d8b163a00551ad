package dev.unroll.tasks;

import dev.unroll.io.NamedArray;
import dev.unroll.nn.Module;
import dev.unroll.optim.LearningRate;
import dev.unroll.optim.Optimizer;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** What updates leave behind, under the names that a checkpoint has for it: weights, moments, the rate's memory. */
record TrainingState(Module model, Optimizer optimizer, LearningRate rate) {
    private static final String MODEL = "model.";
    private static final String RATE = "rate";

    /** Copies. */
    List<NamedArray> save() {
        List<NamedArray> all = new ArrayList<>(Weights.named(MODEL, model.state()));
        forEachMoment((prefix, of) -> all.addAll(Weights.named(prefix, model.export(of))));
        float[] memory = rate.memory();
        all.add(new NamedArray(RATE, new int[] {memory.length}, memory));
        return all;
    }

    /** The way back of {@link #save}, {@code step} updates after the beginning. */
    void restore(Map<String, NamedArray> saved, long step) {
        model.load(Weights.tensors(MODEL, saved));
        forEachMoment((prefix, of) -> model.restore(Weights.tensors(prefix, saved), of));
        rate.restore(entry(saved, RATE, rate.memory().length));
        optimizer.setSteps(step);
    }

    /** An entry of a checkpoint that must have so many numbers. */
    static float[] entry(Map<String, NamedArray> saved, String name, int length) {
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
}
