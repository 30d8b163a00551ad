package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ten thousand steps in one pass, in a process of its own with a small heap. */
class LongSequenceTest {
    private static final int STEPS = 10_000;
    private static final int BATCH = 2;
    private static final int HIDDEN = 32;

    /** What both layers keep of every step is 56 MB; the output, its gradient and pieces of 512 steps are 9 MB. */
    private static final int LARGE = 96;

    private static final int SMALL = 36;

    @Test
    void aLongSequenceNeedsNoStackAndWithCheckpointsLittleHeap() throws Exception {
        String whole = trained(LARGE, 0);
        assertThat(whole).startsWith("trained ");
        assertThat(trained(SMALL, 0)).contains("OutOfMemoryError");
        assertThat(trained(SMALL, 100)).isEqualTo(whole);
    }

    private static String trained(int megabytes, int checkpointEvery) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + megabytes + "m",
                        "-Xss256k",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LongSequenceTest.class.getName(),
                        Integer.toString(checkpointEvery))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return said.strip();
    }

    /** Makes a pass and says what all parameters' gradients are, in short. */
    public static void main(String[] arguments) {
        int every = Integer.parseInt(arguments[0]);
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            Recurrent stack = new Recurrent(
                    engine,
                    Cell.library("lstm"),
                    Recurrent.tokens(10),
                    HIDDEN,
                    RecurrentOptions.DEFAULT.withLayers(2).withCheckpointEvery(every));
            stack.initialise(1, "");
            int[] tokens =
                    new SplittableRandom(1).ints((long) STEPS * BATCH, 0, 10).toArray();
            Tape tape = new Tape(engine);
            Tensor out = stack.forward(tape, tokens, stack.zeroState(BATCH), new CounterRandom(0, 0));
            tape.backward(tape.sum(out));
            Map<String, Integer> gradients = new TreeMap<>();
            stack.export(Tensor::gradient).forEach((name, t) -> gradients.put(name, Arrays.hashCode(t.data())));
            System.out.println("trained " + gradients);
        }
    }
}
