package dev.unroll.tasks.nplm;

import dev.unroll.data.TokenStream;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.TextData;
import dev.unroll.tasks.WindowSettings;
import dev.unroll.tasks.WindowTraining;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Locale;

/** Trains an {@link NplmModel} on symbols anywhere in a text. */
public final class NplmTraining extends WindowTraining<NplmModel> {
    /** @param few how many symbols to learn, 0 for all */
    NplmTraining(Engine engine, NplmTask task, NplmArchitecture architecture, WindowSettings settings, int few) {
        TextData.Parts parts = task.text().parts(settings.validation());
        NplmModel model = new NplmModel(engine, architecture, parts.vocabulary());
        model.initialise(settings.seed());
        super(
                engine,
                task,
                NplmTask.settings(architecture, settings),
                model,
                parts,
                settings,
                new Shape(architecture.context(), 1),
                few);
    }

    @Override
    protected Tensor scores(Tape tape, int[] tokens, int batch, CounterRandom random) {
        return model().forward(tape, tokens, batch);
    }

    @Override
    protected double nats(Tape on, TokenStream text) {
        return model().evaluate(on, text).nats();
    }

    @Override
    public String about() {
        NplmArchitecture a = model().architecture();
        return String.format(
                Locale.ROOT,
                "nplm, %d x %d to %d, %,d parameters, %s; %,d steps an epoch",
                a.context(),
                a.width(),
                a.hidden(),
                model().parameterCount(),
                model().vocabulary(),
                stepsPerEpoch());
    }

    @Override
    public double operationsPerItem() {
        return 6.0
                * model().architecture().productParameters(model().vocabulary().size());
    }
}
