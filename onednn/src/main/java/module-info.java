import dev.unroll.kernel.KernelProvider;
import dev.unroll.onednn.OneDnnProvider;

/** Large products by oneDNN, called on heap arrays. */
module dev.unroll.onednn {
    requires dev.unroll.core;
    requires static org.jspecify;

    provides KernelProvider with
            OneDnnProvider;
}
