package dev.unroll.tasks.embed;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.tasks.items.Inputs;
import dev.unroll.tasks.items.ItemTraining;
import dev.unroll.tasks.items.Split;
import dev.unroll.tensor.Tape;

/** Trains an {@link Autoencoder} to write each item again, of texts each next word after those that are right. */
public final class EmbedTraining extends ItemTraining<Autoencoder> {
    EmbedTraining(EmbedTask task, Split split, JsonObject settings, Autoencoder model) {
        super(task, split, settings, model);
    }

    @Override
    protected Loss loss(Tape tape, int[] items, Inputs.Batch batch, CounterRandom random) {
        Autoencoder.Cost cost = model().cost(tape, batch, random);
        return new Loss(cost.mean(), cost.steps());
    }

    @Override
    protected String answers() {
        return "vectors of " + model().width();
    }

    @Override
    public String lossUnit() {
        return model().readsTexts() ? "nats" : "";
    }

    @Override
    public String unit() {
        return model().readsTexts() ? "tokens" : "steps";
    }

    @Override
    public double operationsPerItem() {
        return super.operationsPerItem() / Math.max(1, steps());
    }
}
