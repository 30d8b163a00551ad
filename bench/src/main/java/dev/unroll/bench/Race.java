package dev.unroll.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs one workload with all peers in turns, A B C A B C …: only speeds taken within seconds of each other can be
 * compared on a machine whose own speed changes.
 */
final class Race {
    /** A disturbed repetition is taken again so many times; the least disturbed one is kept. */
    private static final int ATTEMPTS = 4;

    private static final double WINDOW_SECONDS = 0.25;

    private final int rounds;
    private final double repetitionSeconds;
    private final double warmUpSeconds;

    Race(int rounds, double repetitionSeconds, double warmUpSeconds) {
        this.rounds = rounds;
        this.repetitionSeconds = repetitionSeconds;
        this.warmUpSeconds = warmUpSeconds;
    }

    /** One runner: a worker and what it has done so far. */
    private static final class Runner {
        final WorkerProcess worker;
        final List<Result.Window> warmUp = new ArrayList<>();
        final List<Result.Repetition> repetitions = new ArrayList<>();
        double secondsPerStep;
        double loss;

        Runner(WorkerProcess worker) {
            this.worker = worker;
        }

        double run(int steps) throws IOException {
            var ran = worker.run(steps);
            secondsPerStep = ran.seconds() / steps;
            loss = ran.loss();
            return worker.unitsPerStep() / secondsPerStep;
        }

        int stepsIn(double seconds) {
            return (int) Math.max(1, Math.round(seconds / secondsPerStep));
        }

        Result result() throws IOException {
            return new Result(
                    worker.peer().name(),
                    worker.firstStepSeconds(),
                    List.copyOf(warmUp),
                    List.copyOf(repetitions),
                    Cpu.peakMemory(worker.pid()),
                    loss);
        }
    }

    /** The results in the order of the peers; a peer that fails is left out with a message. */
    List<Result> run(List<Peer> peers) throws IOException {
        List<Runner> runners = new ArrayList<>();
        try {
            for (Peer peer : peers) {
                try {
                    runners.add(warmUp(peer));
                } catch (WorkerProcess.Failed e) {
                    System.err.println("left out: " + e.getMessage());
                }
            }
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < runners.size(); i++) {
                    // everybody comes first in turn
                    takeTurn(runners.get((round + i) % runners.size()));
                }
            }
            List<Result> results = new ArrayList<>();
            for (Runner runner : runners) {
                results.add(runner.result());
            }
            return results;
        } finally {
            for (Runner runner : runners) {
                runner.worker.close();
            }
        }
    }

    private Runner warmUp(Peer peer) throws IOException {
        Runner runner = new Runner(new WorkerProcess(peer));
        WorkerProcess worker = runner.worker;
        int steps = 1;
        while (worker.sinceStart() < worker.firstStepSeconds() + warmUpSeconds) {
            double speed = runner.run(steps);
            runner.warmUp.add(new Result.Window(worker.sinceStart(), speed));
            // no more than doubled, because the first steps are not typical
            steps = Math.min(2 * steps, runner.stepsIn(WINDOW_SECONDS));
        }
        worker.freeze();
        return runner;
    }

    private void takeTurn(Runner runner) throws IOException {
        WorkerProcess worker = runner.worker;
        worker.resume();
        // untimed: its data comes back into the caches
        worker.run(1);
        Result.Repetition best = null;
        for (int attempt = 0; attempt < ATTEMPTS && (best == null || !best.clean()); attempt++) {
            Result.Repetition repetition = repeat(runner);
            if (best == null || repetition.others() < best.others()) {
                best = repetition;
            }
        }
        runner.repetitions.add(best);
        worker.freeze();
    }

    private Result.Repetition repeat(Runner runner) throws IOException {
        int steps = runner.stepsIn(repetitionSeconds);
        long pid = runner.worker.pid();
        long self = ProcessHandle.current().pid();
        double others = Cpu.machine() - Cpu.process(pid) - Cpu.process(self);
        long start = System.nanoTime();
        double speed = runner.run(steps);
        double seconds = (System.nanoTime() - start) / 1e9;
        others = Cpu.machine() - Cpu.process(pid) - Cpu.process(self) - others;
        return new Result.Repetition(speed, Math.max(0, others) / seconds);
    }
}
