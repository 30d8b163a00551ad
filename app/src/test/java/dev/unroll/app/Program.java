package dev.unroll.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts the program as its users do: in a JVM of its own, or, where only its answers matter, in this one. */
final class Program {
    private static final int PATIENCE_SECONDS = 120;

    /** What a run left: its exit code and what it printed. */
    record Result(int code, String out, String err) {
        List<String> outLines() {
            return out.lines().toList();
        }
    }

    private Program() {}

    /** In this JVM, which is warm after the first run. */
    static Result here(Object... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Io io = new Io(
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        int code = Main.run(io, texts(words).toArray(String[]::new));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** In a JVM of its own, for what computes little; {@code folder} is its current folder. */
    static Result alone(Path folder, Object... words) throws IOException, InterruptedException {
        return startSmall(folder, words).result();
    }

    /** The same, which goes on while the test does. */
    static Running startSmall(Path folder, Object... words) throws IOException {
        return start(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), folder, words);
    }

    /** A JVM that runs the program now. */
    record Running(Process process, Path out, Path err) {
        Result result() throws IOException, InterruptedException {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "the program did not end in " + PATIENCE_SECONDS + " s: " + Files.readString(err));
            }
            return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
        }
    }

    /** In a JVM of its own, which goes on while the test does. */
    static Running start(Path folder, Object... words) throws IOException {
        return start(List.of(), folder, words);
    }

    /** The same with a limit on the length of each file it writes, in units of 512 bytes: a write beyond it fails. */
    static Running startLimited(int blocks, Path folder, Object... words) throws IOException {
        return start(
                List.of("/bin/sh", "-c", "ulimit -f " + blocks + "; exec \"$0\" \"$@\""), List.of(), folder, words);
    }

    /** The same with flags for Java. */
    static Running start(List<String> flags, Path folder, Object... words) throws IOException {
        return start(List.of(), flags, folder, words);
    }

    private static Running start(List<String> before, List<String> flags, Path folder, Object... words)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(texts(words));
        Path out = Files.createTempFile(folder, ".stdout", "");
        Path err = Files.createTempFile(folder, ".stderr", "");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Running(process, out, err);
    }

    private static List<String> texts(Object... words) {
        List<String> texts = new ArrayList<>();
        for (Object word : words) {
            texts.add(word.toString());
        }
        return texts;
    }

    /** A real text to learn from: this project's source of a class. */
    static Path text() {
        return Path.of("src/main/java/dev/unroll/app/GradientsCommand.java").toAbsolutePath();
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
