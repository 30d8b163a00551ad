package dev.unroll.kernel;

/** A fast twin of the kernels, found through {@link java.util.ServiceLoader} and asked once at start. */
public interface KernelProvider {
    /** A short name, as {@code --kernels} takes it. */
    String name();

    /** Providers are stacked from low to high: each wraps what the lower ones gave. */
    int order();

    /**
     * Makes kernels on top of slower ones, or says why not.
     *
     * @param below what to use for the verbs this provider does not speed up
     */
    Answer provide(Kernels below);

    /** Either kernels, or the reason and the remedy in one sentence for {@code unroll doctor}. */
    sealed interface Answer {
        record Ready(Kernels kernels, String detail) implements Answer {}

        record Unavailable(String reason, String remedy) implements Answer {}
    }
}
