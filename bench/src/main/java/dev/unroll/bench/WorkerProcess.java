package dev.unroll.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** The near end of a {@link Worker}: starts it, gives it steps to run, and freezes it while it is not its turn. */
final class WorkerProcess implements AutoCloseable {
    /** Thrown when a worker ends before it was told to. */
    static final class Failed extends IOException {
        private static final long serialVersionUID = 1;

        Failed(String message) {
            super(message);
        }
    }

    /**
     * The answer to one command.
     *
     * @param seconds how long the steps took
     * @param loss of the last step
     */
    record Ran(double seconds, double loss) {}

    private final Peer peer;
    private final File errors;
    private final long started = System.nanoTime();
    private final Process process;
    private final BufferedReader replies;
    private final BufferedWriter commands;
    private final double firstStepSeconds;
    private final double unitsPerStep;

    /** Starts the worker and waits until it has taken its first step. */
    WorkerProcess(Peer peer) throws IOException {
        this.peer = peer;
        errors = File.createTempFile("unroll-bench", ".log");
        process = start();
        // a frozen process outlives an interrupted benchmark unless it is killed
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        replies = process.inputReader();
        commands = process.outputWriter();
        String[] first = reply("first");
        firstStepSeconds = sinceStart();
        unitsPerStep = Double.parseDouble(first[2]);
    }

    private Process start() throws Failed {
        try {
            return peer.process(errors).start();
        } catch (IOException e) {
            throw new Failed(peer.name() + " cannot be started: " + e.getMessage());
        }
    }

    Peer peer() {
        return peer;
    }

    /** From the start of the process to the end of its first step. */
    double firstStepSeconds() {
        return firstStepSeconds;
    }

    double unitsPerStep() {
        return unitsPerStep;
    }

    long pid() {
        return process.pid();
    }

    /** Seconds since the process was started. */
    double sinceStart() {
        return (System.nanoTime() - started) / 1e9;
    }

    Ran run(int steps) throws IOException {
        commands.write("run " + steps + "\n");
        commands.flush();
        String[] ran = reply("ran");
        return new Ran(Long.parseLong(ran[1]) / 1e9, Double.parseDouble(ran[2]));
    }

    /** Stops all its threads, so that neither spinning nor compiling threads take time from the others. */
    void freeze() throws IOException {
        signal("-STOP");
    }

    void resume() throws IOException {
        signal("-CONT");
    }

    private void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", name, Long.toString(pid())).start().waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Whatever else a library prints is skipped. */
    private String[] reply(String kind) throws IOException {
        for (String line = replies.readLine(); line != null; line = replies.readLine()) {
            if (line.startsWith(kind + " ")) {
                return line.split(" ");
            }
        }
        List<String> said = Files.readAllLines(errors.toPath());
        String last = String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size()));
        close();
        throw new Failed(peer.name() + " ended without an answer. Its last words:\n" + last);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(errors.toPath());
    }
}
