package dev.unroll.bench;

/** A workload that has been built and can be run step by step. */
public interface Job {
    /**
     * Runs one whole step: for training forward, backward, clipping and the optimiser; for sampling one character.
     *
     * @return the loss in nats per character, 0 where there is none
     */
    double step();

    /** How many units (characters, or floating-point operations for the peak) one step processes. */
    double units();
}
