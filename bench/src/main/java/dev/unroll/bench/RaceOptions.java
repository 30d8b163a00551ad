package dev.unroll.bench;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every command that measures can be told. */
final class RaceOptions {
    @Option(names = "--reps", defaultValue = "7", description = "rounds (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seconds",
            defaultValue = "1.5",
            description = "length of a repetition (default: ${DEFAULT-VALUE})")
    private double seconds;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "8",
            description = "how long each runs before the rounds (default: ${DEFAULT-VALUE})")
    private double warmUp;

    @Option(names = "--threads", defaultValue = "2", description = "threads of a library (default: ${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--avx2", description = "nobody uses more of the processor than AVX2")
    private boolean avx2;

    @Option(names = "--json", paramLabel = "FILE", description = "write every repetition there")
    private @Nullable Path json;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    Race race() {
        if (rounds < 1 || threads < 1 || !(seconds > 0) || !(warmUp > 0)) {
            throw wrong(new IllegalArgumentException("--reps, --threads, --seconds and --warm-up must be above 0"));
        }
        return new Race(rounds, seconds, warmUp);
    }

    Conditions conditions() {
        return new Conditions(threads, avx2, Conditions.Without.NOTHING);
    }

    int threads() {
        return threads;
    }

    @Nullable
    Path json() {
        return json;
    }

    /** A mistake in the command line. */
    ParameterException wrong(IllegalArgumentException cause) {
        return new ParameterException(requireNonNull(command).commandLine(), cause.getMessage(), cause);
    }
}
