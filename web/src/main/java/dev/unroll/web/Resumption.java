package dev.unroll.web;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.RunFolder;
import dev.unroll.web.http.BadRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Goes on with a run that has stopped: starts the program with the words that the run's own training noted. */
final class Resumption {
    /** A program that cannot go on says so within this time. */
    private static final long SETTLED_MILLIS = 4000;

    private static final long LOOK_MILLIS = 100;

    private Resumption() {}

    static boolean isKnown(Path run) {
        return Files.exists(RunFolder.resumeFile(run));
    }

    /**
     * Starts it and waits until it trains.
     *
     * @throws BadRequest if it ends instead, with what it said
     */
    static void start(Path run, Ui.Launcher program) throws IOException {
        if (!isKnown(run)) {
            throw new BadRequest(409, "how this run was started is not known; resume it from the command line");
        }
        JsonObject noted = RunFolder.readResume(run);
        List<String> words = noted.getStrings("words");
        // A run's folder may come from anywhere: all it can make happen is a training.
        if (words.isEmpty() || !words.getFirst().equals("train")) {
            throw new BadRequest(409, RunFolder.resumeFile(run) + " does not say how to go on with a training");
        }
        Path log = run.resolve("resume.log");
        Process process = program.start(words, Path.of(noted.getString("folder")), log);
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(SETTLED_MILLIS);
        try {
            while (!RunFolder.isHeld(run) && System.nanoTime() < deadline) {
                if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new BadRequest(409, "it could not go on: " + lastLine(log));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String lastLine(Path log) {
        try {
            List<String> lines = Files.readString(log)
                    .lines()
                    .filter(l -> l.startsWith("unroll: "))
                    .toList();
            return lines.isEmpty() ? "see " + log : lines.getLast().substring("unroll: ".length());
        } catch (IOException e) {
            throw FileException.reading(log, e);
        }
    }
}
