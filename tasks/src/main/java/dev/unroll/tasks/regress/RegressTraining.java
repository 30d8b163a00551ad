package dev.unroll.tasks.regress;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemTraining;
import dev.unroll.tasks.items.Split;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/** Trains a {@link Regressor} by its {@link dev.unroll.tasks.Objective}, in deviations of the numbers. */
public final class RegressTraining extends ItemTraining<Regressor> {
    private final float[] targets;

    RegressTraining(RegressTask task, Split split, JsonObject settings, Regressor model) {
        targets = model.targets().standardised(task.targets());
        super(task, split, settings, model);
    }

    @Override
    protected Loss loss(Tape tape, int[] items, Inputs.Batch batch, CounterRandom random) {
        Tensor answers = model().answers(tape, batch, random);
        int each = answers.size(-1);
        float[] right = new float[answers.size()];
        for (int i = 0; i < right.length; i++) {
            right[i] = targets[items[i / each]];
        }
        return new Loss(model().objective().mean(tape, answers, Tensor.of(right, answers.shape())), items.length);
    }

    @Override
    protected String answers() {
        return "numbers from " + model().targets().low() + " to "
                + model().targets().high();
    }
}
