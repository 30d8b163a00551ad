package dev.unroll.tasks.serve;

/** Is told of every step of a {@link Batcher}. Called on its thread; must be quick. */
@FunctionalInterface
public interface BatchWatch {
    /**
     * After a step.
     *
     * @param lanes texts under way
     * @param read of them that read a character in it; the others waited for their readers
     * @param nanos it took
     */
    void step(int lanes, int read, long nanos);
}
