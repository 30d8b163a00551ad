package dev.unroll.tasks.gpt;

import dev.unroll.data.TokenStream;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.TextData;
import dev.unroll.tasks.WindowSettings;
import dev.unroll.tasks.WindowTraining;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Locale;

/** Trains a {@link GptModel}. */
public final class GptTraining extends WindowTraining<GptModel> {
    /** @param few how many windows to learn, 0 for all */
    GptTraining(Engine engine, GptTask task, GptArchitecture architecture, WindowSettings settings, int few) {
        TextData.Parts parts = task.text().parts(settings.validation());
        GptModel model = new GptModel(engine, architecture, parts.vocabulary());
        model.initialise(settings.seed());
        int context = architecture.context();
        super(
                engine,
                task,
                GptTask.settings(architecture, settings),
                model,
                parts,
                settings,
                new Shape(context, context),
                few);
    }

    @Override
    protected Tensor scores(Tape tape, int[] tokens, int batch, CounterRandom random) {
        return model().forward(tape, tokens, batch, random);
    }

    @Override
    protected double nats(Tape on, TokenStream text) {
        return model().evaluate(on, text).nats();
    }

    @Override
    public String about() {
        return String.format(
                Locale.ROOT,
                "gpt, %d x %d, %d heads, %,d parameters, %s; %,d steps an epoch",
                model().architecture().layers(),
                model().architecture().width(),
                model().architecture().heads(),
                model().parameterCount(),
                model().vocabulary(),
                stepsPerEpoch());
    }

    @Override
    public double operationsPerItem() {
        GptArchitecture a = model().architecture();
        // Queries times keys and weights times values; half of the steps are seen.
        double attention = (double) a.layers() * a.context() * a.width();
        return 6.0 * (a.productParameters(model().vocabulary().size()) + attention);
    }
}
