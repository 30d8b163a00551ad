package dev.unroll.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.KernelProvider;
import dev.unroll.kernel.ScalarKernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SimdProviderTest {
    /** Prints what the provider answers, in a JVM of its own. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            ServiceLoader.load(KernelProvider.class)
                    .forEach(provider -> System.out.println(provider.provide(new ScalarKernels())));
        }
    }

    @Test
    void withTheModuleItIsReady() {
        assertThat(new SimdProvider().provide(new ScalarKernels())).isInstanceOf(KernelProvider.Answer.Ready.class);
    }

    @Test
    void withoutTheModuleItSaysWhichFlagToAdd() throws IOException, InterruptedException {
        Process java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(java.waitFor()).as(output).isZero();
        assertThat(output).startsWith("Unavailable[").contains("start java with --add-modules jdk.incubator.vector");
    }
}
