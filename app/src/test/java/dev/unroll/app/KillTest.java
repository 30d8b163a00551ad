package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that is killed again and again, and taken up each time, is the training that was never killed. */
class KillTest {
    private static final int KILLS = 20;

    /** At least so many of them while a checkpoint was half written. */
    private static final int WHILE_SAVING = 3;

    private static final int STEPS = 150;

    /** Updates that a life may bring at most, on the way to where it is killed. */
    private static final int MOST = 8;

    @TempDir
    private static Path folder;

    private static List<Object> train(Path run, boolean resume, int threads) throws IOException {
        Path text = folder.resolve("text.txt");
        if (!Files.exists(text)) {
            Files.writeString(text, Program.read(Program.text()).substring(0, 2_000));
        }
        List<Object> words = new ArrayList<>(List.of("train", "lm", text, "--out", run, "--steps", STEPS));
        words.addAll(List.of("--hidden", 16, "--cell", "gru", "--layers", 1, "--seq", 12, "--batch", 10));
        words.addAll(List.of("--dropout", 0.1, "--ema", 0.9, "--schedule", "plateau:0:0.9"));
        words.addAll(List.of("--save-every", 1, "--keep", 2, "--threads", threads));
        if (resume) {
            words.add("--resume");
        }
        return words;
    }

    @Test
    void killedTwentyTimesIsNeverKilled() throws Exception {
        KeptRun whole = new KeptRun(folder.resolve("whole"));
        Program.Result result = Program.here(train(whole.folder(), false, 2).toArray());
        assertThat(result.code()).as(result.err()).isZero();

        long seed = System.nanoTime();
        System.out.println("seed of the kills: " + seed);
        Random random = new Random(seed);
        KeptRun run = new KeptRun(folder.resolve("killed"));
        int kills = 0;
        int whileSaving = 0;
        while (kills < KILLS || whileSaving < WHILE_SAVING) {
            Process process = life(run, random);
            boolean killed = random.nextInt(4) == 0 ? anyTime(process, random) : saving(process, run, random);
            if (killed) {
                kills++;
                whileSaving += run.saved().stream().anyMatch(name -> name.endsWith(".tmp")) ? 1 : 0;
            } else { // it came to its end first
                run.assertSame(whole, STEPS, "whose kills had the seed " + seed);
                run = new KeptRun(folder.resolve("killed-" + kills));
            }
        }
        System.out.printf("killed %d times, %d of them while saving%n", kills, whileSaving);

        Program.Result last = Program.here(train(run.folder(), isBegun(run), 1).toArray());
        assertThat(last.code()).as(last.err()).isZero();
        assertThat(run.saved()).noneMatch(name -> name.endsWith(".tmp"));
        run.assertSame(whole, STEPS, "whose kills had the seed " + seed);
    }

    private static Process life(KeptRun run, Random random) throws IOException {
        return Program.startSmall(
                        folder,
                        train(run.folder(), isBegun(run), 1 + random.nextInt(3)).toArray())
                .process();
    }

    /** A process that is killed very early leaves no run to resume. */
    private static boolean isBegun(KeptRun run) {
        return Files.exists(run.folder().resolve("config.json"));
    }

    /** Also before it has come to train. */
    private static boolean anyTime(Process process, Random random) throws InterruptedException {
        return !process.waitFor(random.nextInt(1500), TimeUnit.MILLISECONDS) && kill(process);
    }

    /** When a checkpoint is being written, some updates from here. */
    private static boolean saving(Process process, KeptRun run, Random random) throws InterruptedException {
        long target = reached(run) + 1 + random.nextInt(MOST);
        while (process.isAlive()) {
            List<String> files = run.saved();
            if (files.stream().anyMatch(name -> name.endsWith(".tmp") && step(name) >= target)) {
                return kill(process);
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private static boolean kill(Process process) throws InterruptedException {
        process.destroyForcibly().waitFor();
        return process.exitValue() != 0;
    }

    /** The step of the newest checkpoint. */
    private static long reached(KeptRun run) {
        return run.saved().stream()
                .filter(name -> !name.endsWith(".tmp"))
                .mapToLong(KillTest::step)
                .max()
                .orElse(0);
    }

    private static long step(String name) {
        return Long.parseLong(name.replaceFirst("^\\.?step-0*(\\d+)\\.safetensors.*", "$1"));
    }
}
