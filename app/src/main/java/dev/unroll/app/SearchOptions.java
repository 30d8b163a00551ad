package dev.unroll.app;

import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.TrainingSettings;
import dev.unroll.tasks.search.SearchSettings;
import dev.unroll.train.Limit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say how cells are searched and tried; what is not given is as it is in a base. */
final class SearchOptions {
    /** Of Elman's cell with 128 units, an input of 64 symbols and as many to predict: enough to learn a little in seconds. */
    @Option(
            names = "--parameters",
            paramLabel = "N",
            description = "Numbers to train that every candidate's width is chosen for (default: 33000).")
    private @Nullable Long parameters;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Updates that a candidate is trained for (default: 1000).")
    private @Nullable Long steps;

    @Option(
            names = "--population",
            paramLabel = "N",
            description = "The youngest N candidates can become parents (default: 20).")
    private @Nullable Integer population;

    @Option(
            names = "--tournament",
            paramLabel = "N",
            description = "Drawn from these at a time; the best becomes the parent (default: 5).")
    private @Nullable Integer tournament;

    @Option(
            names = "--seq",
            paramLabel = "N",
            description = "Characters a gradient is carried back through (default: 50).")
    private @Nullable Integer sequence;

    @Option(names = "--batch", paramLabel = "N", description = "Sequences side by side (default: 50, tasks: 32).")
    private @Nullable Integer batch;

    @Mixin
    private final UpdateOptions updates = new UpdateOptions();

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the text, from its end, that candidates are measured on (default: 0.05).")
    private @Nullable Double validation;

    @Option(names = "--seed", paramLabel = "N", description = "Of changes, first weights and examples (default: 1).")
    private @Nullable Long seed;

    static SearchSettings standard() {
        return new SearchSettings(20, 5, 1000, 33_000, 1);
    }

    SearchSettings search(SearchSettings base) {
        return new SearchSettings(
                population == null ? base.population() : population,
                tournament == null ? base.tournament() : tournament,
                steps == null ? base.steps() : steps,
                parameters == null ? base.parameters() : parameters,
                seed == null ? base.seed() : seed);
    }

    TrainingSettings text(TrainingSettings base, Limit limit) {
        int read = sequence == null ? base.sequence() : sequence;
        return new TrainingSettings(
                read,
                read,
                batch == null ? base.batch() : batch,
                base.checkpointEvery(),
                updates.updates(base.updates(), limit),
                validation == null ? base.validation() : validation,
                seed == null ? base.seed() : seed);
    }

    MemorySettings memory(MemorySettings base, Limit limit) {
        if (sequence != null || validation != null) {
            throw new IllegalArgumentException("--seq and --val are for texts; leave them out");
        }
        return new MemorySettings(
                batch == null ? base.batch() : batch,
                updates.updates(base.updates(), limit),
                seed == null ? base.seed() : seed);
    }
}
