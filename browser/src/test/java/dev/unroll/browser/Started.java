package dev.unroll.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The program, started as its users do, in a JVM of its own. */
record Started(Process process, Path out) implements AutoCloseable {
    private static final long PATIENCE_NANOS = 120_000_000_000L;

    static Started program(Path folder, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.unroll.app.Main"));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, ".out", "");
        return new Started(
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start(),
                out);
    }

    /** Waits for a line that begins so. */
    String line(String beginning) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE_NANOS && process.isAlive()) {
            for (String line : Files.readString(out).lines().toList()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("no line " + beginning + " in " + said());
    }

    /** Waits for a file that the program writes. */
    void awaitFile(Path file) {
        long start = System.nanoTime();
        while (!Files.exists(file)) {
            if (System.nanoTime() - start > PATIENCE_NANOS || !process.isAlive()) {
                throw new AssertionError("no " + file + "; the program says " + said());
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    private String said() {
        try {
            return Files.readString(out);
        } catch (IOException e) {
            return "nothing: " + e;
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }
}
