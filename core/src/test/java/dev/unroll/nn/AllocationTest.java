package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.unroll.kernel.Engine;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * A training loop in steady state takes its memory from the tape and the layers, not from the heap. Kernels are left out:
 * the definition's strips and what the JIT has not yet made of vectors are none of the loop's.
 */
class AllocationTest {
    private static final int STEPS = 50;
    private static final int LANES = 16;
    private static final int SEQUENCE = 20;

    /** A step's gates and outputs are 2 MB; what is left, half of this, are the small objects of a step. */
    private static final long MOST = 50_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void aTrainingStepAllocatesLittle() {
        int[] tokens = new SplittableRandom(1).ints(SEQUENCE * LANES, 0, 30).toArray();
        try (Engine engine = Engine.of(new IdleKernels(), 1)) {
            CharacterModel model = new CharacterModel(engine, "lstm", 30, 64, 2);
            Optimizer optimizer = new Optimizer(engine, UpdateRule.adam(), Clip.norm(5), model.parameters());
            RecurrentState state = model.recurrent.zeroState(LANES);
            Tape tape = new Tape(engine);
            Runnable step = () -> {
                Tensor loss = model.loss(tape, tokens, tokens, state);
                tape.backward(loss);
                optimizer.step(0.01);
                tape.reset();
            };
            assertThat(allocatedByEach(step)).isLessThan(MOST);
        }
    }

    private long allocatedByEach(Runnable step) {
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < STEPS; i++) {
            step.run();
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / STEPS;
    }
}
