package dev.unroll.onednn;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;

/** oneDNN as the tests open it: unpacked under the build folder; where it is missing, they are skipped. */
final class OneDnn {
    static final Path CACHE = Path.of("target", "test-cache");
    static final String OS = System.getProperty("os.name");
    static final String ARCH = System.getProperty("os.arch");

    private OneDnn() {}

    static NativeLibrary library() {
        return NativeLibrary.of(OS, ARCH)
                .orElseGet(() -> abort("skipped: oneDNN is not known for " + OS + " on " + ARCH));
    }

    static Sgemm sgemm() {
        try {
            return Sgemm.open(library(), library().unpack(CACHE));
        } catch (IOException e) {
            return abort("skipped: " + e);
        }
    }
}
