package dev.unroll.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * The process in which one contender runs one workload.
 *
 * <p>It takes the first step by itself and prints {@code first LOSS UNITS}, where UNITS is what one step processes.
 * Then it answers every line {@code run K} with {@code ran NANOSECONDS LOSS} after K steps, until its input ends.
 */
final class Worker {
    private Worker() {}

    /** Arguments: contender, workload, threads. */
    public static void main(String[] arguments) throws IOException {
        Job job = Contender.named(arguments[0]).prepare(Workload.named(arguments[1]), Integer.parseInt(arguments[2]));
        System.out.println("first " + job.step() + " " + job.units());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            int steps = Integer.parseInt(line.substring("run ".length()));
            double loss = 0;
            long start = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                loss = job.step();
            }
            System.out.println("ran " + (System.nanoTime() - start) + " " + loss);
        }
        // native libraries leave threads behind that would keep the process alive
        System.exit(0);
    }
}
