package dev.unroll.bench.ours;

import dev.unroll.bench.Workload;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Directions;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;

/** Recurrent layers and an output layer, as a workload says. */
record CharacterModel(Engine engine, Recurrent layers, Linear decoder) {
    static final long SEED = 1;

    /** One with random weights that reads tokens. */
    static CharacterModel of(Workload workload, int threads) {
        return of(workload, threads, Recurrent.tokens(workload.vocabulary()), RecurrentOptions.DEFAULT);
    }

    /** @param options all but the number of layers */
    static CharacterModel of(Workload workload, int threads, Recurrent.Input input, RecurrentOptions options) {
        Engine engine = Engine.start(threads);
        Recurrent layers = new Recurrent(
                engine,
                Cell.library(workload.cell()),
                input,
                workload.hidden(),
                options.withLayers(workload.layers())
                        .withDirections(
                                workload.reading() == Workload.Reading.BOTH_WAYS
                                        ? Directions.CONCATENATED
                                        : Directions.FORWARD));
        Linear decoder = new Linear(layers.outputWidth(), workload.vocabulary());
        layers.initialise(SEED, "");
        decoder.initialise(SEED, "decoder.");
        return new CharacterModel(engine, layers, decoder);
    }
}
