package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * The first ten losses of a seeded run, recorded: whatever changes initialisation, the order of the data, a gradient or an
 * update shows here, and has to be meant.
 */
public abstract class FirstLossesContract {
    private static final String TEXT = """
            A recurrence reads one symbol after the other and keeps what it has seen in a state of fixed size. What it \
            keeps is not told to it: it learns to keep what helps to guess the next symbol. To learn it, the steps are \
            written out one after the other, as if they were the layers of a deep network that share their weights, and \
            the error of every guess flows back through all the steps before it.
            """;

    private static final int STEPS = 10;
    private static final int LANES = 4;
    private static final int SEQUENCE = 8;

    private static final double[] RECORDED = {
        3.514316, 3.408497, 3.402630, 3.368507, 3.142847, 3.090156, 2.976907, 2.918894, 2.854031, 2.784962
    };

    private final Kernels kernels;

    protected FirstLossesContract(Kernels kernels) {
        this.kernels = kernels;
    }

    @Test
    void theFirstLossesOfASeededRunAreTheRecordedOnes() {
        assertThat(losses(1)).containsExactly(RECORDED, within(1e-5));
    }

    @Test
    void moreThreadsGiveTheSameBits() {
        assertThat(losses(2)).isEqualTo(losses(1));
    }

    private double[] losses(int threads) {
        int[] vocabulary = TEXT.codePoints().distinct().sorted().toArray();
        int[] tokens =
                TEXT.codePoints().map(c -> Arrays.binarySearch(vocabulary, c)).toArray();
        int lane = (tokens.length - 1) / LANES;
        double[] losses = new double[STEPS];
        try (Engine engine = Engine.of(kernels, threads)) {
            CharacterModel model = new CharacterModel(engine, "lstm", vocabulary.length, 24, 2);
            Optimizer optimizer = new Optimizer(engine, UpdateRule.adam(), Clip.norm(1), model.parameters());
            RecurrentState state = model.recurrent.zeroState(LANES);
            Tape tape = new Tape(engine);
            for (int step = 0; step < STEPS; step++) {
                int[] inputs = new int[SEQUENCE * LANES];
                int[] targets = new int[SEQUENCE * LANES];
                for (int i = 0; i < inputs.length; i++) {
                    int at = i % LANES * lane + step * SEQUENCE + i / LANES;
                    inputs[i] = tokens[at];
                    targets[i] = tokens[at + 1];
                }
                Tensor loss = model.loss(tape, inputs, targets, state);
                losses[step] = loss.item();
                tape.backward(loss);
                optimizer.step(0.01);
                tape.reset();
            }
        }
        return losses;
    }
}
