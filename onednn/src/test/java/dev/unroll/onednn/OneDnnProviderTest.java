package dev.unroll.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.KernelProvider;
import dev.unroll.kernel.KernelProvider.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The provider answers, whatever is missing; it never throws. */
class OneDnnProviderTest {
    @TempDir
    Path cache;

    private Answer.Unavailable refusal(String os, String arch, Path folder) {
        return (Answer.Unavailable) new OneDnnProvider(os, arch, folder).provide(new PlainKernels());
    }

    @Test
    void unknownMachine() {
        assertThat(refusal("Windows 11", "amd64", cache).reason())
                .isEqualTo("no oneDNN library is known for Windows 11 on amd64");
        assertThat(refusal("Linux", "riscv64", cache).reason())
                .isEqualTo("no oneDNN library is known for Linux on riscv64");
    }

    @Test
    void missingJar() {
        boolean mac = OneDnn.OS.startsWith("Mac");
        assertThat(refusal(mac ? "Linux" : "Mac OS X", "aarch64", cache).remedy())
                .isEqualTo("add org.bytedeco:dnnl with the classifier " + (mac ? "linux-arm64" : "macosx-arm64"));
    }

    @Test
    void cacheThatCannotBeWritten() throws IOException {
        OneDnn.sgemm();
        Path file = Files.createFile(cache.resolve("a-file"));
        Answer.Unavailable answer = refusal(OneDnn.OS, OneDnn.ARCH, file);
        assertThat(answer.reason()).startsWith("oneDNN's library could not be unpacked");
        assertThat(answer.remedy()).contains(file.toString());
    }

    @Test
    void ready() {
        OneDnn.sgemm();
        Answer answer = new OneDnnProvider(OneDnn.OS, OneDnn.ARCH, OneDnn.CACHE).provide(new PlainKernels());
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Ready.class,
                        ready -> assertThat(ready.detail()).startsWith("dnnl_sgemm from " + OneDnn.CACHE));
    }

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(KernelProvider.class)).hasAtLeastOneElementOfType(OneDnnProvider.class);
    }
}
