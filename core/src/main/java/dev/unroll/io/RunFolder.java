package dev.unroll.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder of one training run: {@code config.json}, {@code metrics.jsonl} (one JSON object per line), {@code samples/},
 * {@code checkpoints/} and, once saved, {@code model.safetensors}. Held by one process at a time, until closed.
 */
public final class RunFolder implements AutoCloseable {
    private static final String LOCK = ".lock";
    private static final String HOLDER = ".process";
    static final String METRICS = "metrics.jsonl";
    private static final String STOP = "stop";
    private static final String RESUME = "resume.json";
    private static final String STEP = "step";

    private final Path path;
    private final FileChannel lock;

    private RunFolder(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Begins a run in a folder that is empty or not there yet.
     *
     * @throws FileException if there is something in it, if it cannot be written, or if another process holds it
     */
    public static RunFolder create(Path path, JsonObject config) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
        RunFolder run = lock(path);
        try {
            if (Files.exists(run.model().configFile())) {
                throw new FileException(
                        path + " already holds a run; continue it with --resume, or name another folder");
            }
            AtomicFiles.deleteLeftovers(path, run.model().configFile().getFileName() + ".");
            if (!run.isEmpty()) {
                throw new FileException(path + " is not empty and not a run; name another folder");
            }
            run.model().writeConfig(config);
            return run;
        } catch (IOException e) {
            run.close();
            throw FileException.writing(path, e);
        } catch (Throwable e) {
            run.close();
            throw e;
        }
    }

    /**
     * Opens a run to go on with it.
     *
     * @throws FileException if there is none, or another process holds it
     */
    public static RunFolder resume(Path path) {
        if (!Files.exists(new ModelFolder(path).configFile())) {
            throw new FileException(
                    "there is no run in " + path + " to resume; check the spelling, or start a new one");
        }
        RunFolder run = lock(path);
        try {
            for (Path folder : new Path[] {path, run.samplesFolder(), run.checkpointsFolder()}) {
                if (Files.isDirectory(folder)) {
                    AtomicFiles.deleteLeftovers(folder);
                }
            }
            return run;
        } catch (IOException e) {
            run.close();
            throw FileException.writing(path, e);
        }
    }

    private static RunFolder lock(Path path) {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                Holder.current().write(path.resolve(HOLDER));
                Files.deleteIfExists(path.resolve(STOP)); // it was meant for the process before
                return new RunFolder(path, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
        throw new FileException(path + " is in use by another training; wait for it, stop it, or name another folder");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // this very process holds it
        }
    }

    public Path path() {
        return path;
    }

    /** Whether a process of this machine is training in a run's folder now. */
    public static boolean isHeld(Path run) {
        return Holder.isAlive(run.resolve(HOLDER));
    }

    /**
     * Asks whoever trains in a run's folder to save and stop, from any process: they look for a file of the name
     * {@code stop}.
     */
    public static void requestStop(Path run) {
        AtomicFiles.write(run.resolve(STOP), "");
    }

    /** Whether the process that trains in a run's folder has been asked to stop. */
    public static boolean isStopRequested(Path run) {
        return Files.exists(run.resolve(STOP));
    }

    /** The run seen as a model: its configuration, vocabulary and weights. */
    public ModelFolder model() {
        return new ModelFolder(path);
    }

    /** The checkpoints of this run, of which the newest {@code keep} stay. */
    public Checkpoints checkpoints(int keep) {
        return new Checkpoints(checkpointsFolder(), keep);
    }

    /** Where a training notes with what words it goes on. */
    public static Path resumeFile(Path run) {
        return run.resolve(RESUME);
    }

    /**
     * Notes how to go on with this run.
     *
     * @param words for the program, after its name
     * @param folder that paths among them begin at
     */
    public void noteResume(List<String> words, Path folder) {
        JsonObject note = new JsonObject().put("words", words).put("folder", folder.toString());
        AtomicFiles.write(resumeFile(path), Json.pretty(note));
    }

    /** Reads what {@link #noteResume} wrote. */
    public static JsonObject readResume(Path run) {
        return Json.read(resumeFile(run));
    }

    public Path metricsFile() {
        return path.resolve(METRICS);
    }

    /** Appends a line to {@code metrics.jsonl}; its {@code "step"} says when it is of. */
    public void metric(JsonObject line) {
        try {
            Files.writeString(
                    metricsFile(), Json.line(line) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw FileException.writing(metricsFile(), e);
        }
    }

    /**
     * Reads a run's metrics line by line, also while it goes on: a last line that is not finished is left out.
     *
     * @param run its folder; one without metrics has no lines
     */
    public static void readMetrics(Path run, Consumer<JsonObject> each) {
        Path file = run.resolve(METRICS);
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader lines = lines(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (isUpTo(Long.MAX_VALUE, line)) {
                    each.accept(Json.parse(line, METRICS));
                }
            }
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }

    // Not Files.newBufferedReader, which fails on a character cut in two.
    private static BufferedReader lines(Path file) throws IOException {
        return new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    /**
     * Sets the metrics back to a step that is resumed from: drops the lines of later steps, and a last line that a killed
     * process did not finish.
     */
    public void rewindMetrics(long step) {
        Path file = metricsFile();
        if (!Files.exists(file)) {
            return;
        }
        AtomicFiles.write(file, out -> {
            try (BufferedReader lines = lines(file)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (isUpTo(step, line)) {
                        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        });
    }

    private static boolean isUpTo(long step, String line) {
        try {
            JsonObject metric = Json.parse(line, METRICS);
            return !metric.has(STEP) || metric.getLong(STEP) <= step;
        } catch (FileException e) {
            return false;
        }
    }

    /** Writes {@code samples/step-….txt}. */
    public void sample(long step, String text) {
        try {
            Files.createDirectories(samplesFolder());
        } catch (IOException e) {
            throw FileException.writing(samplesFolder(), e);
        }
        AtomicFiles.write(samplesFolder().resolve(String.format("step-%08d.txt", step)), text);
    }

    private Path samplesFolder() {
        return path.resolve("samples");
    }

    private Path checkpointsFolder() {
        return path.resolve("checkpoints");
    }

    private boolean isEmpty() {
        try (Stream<Path> files = Files.list(path)) {
            return files.allMatch(file -> file.endsWith(LOCK) || file.endsWith(HOLDER));
        } catch (IOException e) {
            throw FileException.reading(path, e);
        }
    }

    /** Lets the folder go. The lock's file stays: deleting it would race with whoever takes it next. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(path.resolve(STOP));
            Files.deleteIfExists(path.resolve(HOLDER));
            lock.close();
        } catch (IOException e) {
            throw FileException.writing(path, e);
        }
    }
}
