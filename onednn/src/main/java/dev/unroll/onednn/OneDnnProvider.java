package dev.unroll.onednn;

import dev.unroll.kernel.KernelProvider;
import dev.unroll.kernel.Kernels;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Offers oneDNN's product for large sizes, wherever its native library can be found, unpacked and opened. */
public final class OneDnnProvider implements KernelProvider {
    private final String os;
    private final String arch;
    private final Path cache;

    /** For this machine, unpacking into {@code $XDG_CACHE_HOME/unroll}, or {@code ~/.cache/unroll}. */
    public OneDnnProvider() {
        this(System.getProperty("os.name"), System.getProperty("os.arch"), cacheFolder());
    }

    OneDnnProvider(String os, String arch, Path cache) {
        this.os = os;
        this.arch = arch;
        this.cache = cache;
    }

    @Override
    public String name() {
        return "onednn";
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public Answer provide(Kernels below) {
        Optional<NativeLibrary> library = NativeLibrary.of(os, arch);
        if (library.isEmpty()) {
            return new Answer.Unavailable(
                    "no oneDNN library is known for " + os + " on " + arch,
                    "nothing to do: the other kernels work everywhere; Linux and macOS on x86-64 and arm64 have one");
        }
        try {
            Path unpacked = library.get().unpack(cache);
            Sgemm sgemm = Sgemm.open(library.get(), unpacked);
            return new Answer.Ready(new OneDnnKernels(sgemm, below), "dnnl_sgemm from " + unpacked);
        } catch (FileNotFoundException e) {
            return new Answer.Unavailable(
                    "the jar with oneDNN's library is not on the class path",
                    "add org.bytedeco:dnnl with the classifier " + library.get().platform());
        } catch (IOException e) {
            return new Answer.Unavailable(
                    "oneDNN's library could not be unpacked: " + e,
                    "make " + cache + " writable with 100 MB free, or set XDG_CACHE_HOME to such a folder");
        } catch (IllegalCallerException e) {
            return new Answer.Unavailable(
                    "Java may not call native code: " + e.getMessage(),
                    "start Java with --enable-native-access=dev.unroll.onednn (ALL-UNNAMED on the class path)");
        } catch (RuntimeException | LinkageError e) {
            return new Answer.Unavailable(
                    "oneDNN's library does not open: " + e.getMessage(),
                    "its file must be allowed to run (no noexec on " + cache + ") and it needs glibc 2.34 on Linux");
        }
    }

    private static Path cacheFolder() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        // The standard asks to ignore a relative path.
        Path base = xdg != null && Path.of(xdg).isAbsolute()
                ? Path.of(xdg)
                : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("unroll");
    }
}
