package dev.unroll.app;

import dev.unroll.nn.Noise;
import dev.unroll.nn.Zoneout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what noise a stack is trained with; what is not given is as it is in a base. */
final class NoiseOptions {
    @Option(
            names = "--dropout",
            paramLabel = "P",
            description =
                    "Dropout between layers; of a model that classifies or tags also of words and of what is scored"
                            + " (default: 0; classify, regress, tag: 0.5; translate: 0.3).")
    private @Nullable Double dropout;

    @Option(
            names = "--variational",
            description = "What is dropped between layers is dropped at every step of a sequence.")
    private boolean variational;

    @Option(
            names = "--recurrent-dropout",
            paramLabel = "P",
            description = "Dropout of what recurrent matrices multiply, the same at every step (default: 0).")
    private @Nullable Double recurrent;

    @Option(
            names = "--zoneout",
            paramLabel = "P",
            description = "With this probability a unit keeps its previous state; for some states: c:0.5,h:0.05"
                    + " (default: 0).")
    private @Nullable String zoneout;

    Noise noise(Noise base) {
        Noise noise = new Noise(
                dropout == null ? base.dropout() : dropout,
                variational || base.variational(),
                recurrent == null ? base.recurrentDropout() : recurrent,
                zoneout == null ? base.zoneout() : Zoneout.parse(zoneout));
        if (noise.variational() && noise.dropout() == 0) {
            throw new IllegalArgumentException("--variational says how --dropout drops; give both");
        }
        return noise;
    }
}
