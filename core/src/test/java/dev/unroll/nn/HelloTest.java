package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * The classroom example of a character model: four letters, three hidden units, and a text in which the letter after an l
 * depends on what came before it.
 */
class HelloTest {
    private static final String VOCABULARY = "helo";

    @Test
    void afterTrainingOnHellItSaysEllo() {
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            CharacterModel model = new CharacterModel(engine, "rnn", 4, 3, 1);
            assertThat(continuation(model, 'h')).isNotEqualTo("ello");
            assertThat(train(model, 200)).isLessThan(0.05f);
            assertThat(continuation(model, 'h')).isEqualTo("ello");
        }
    }

    private static float train(CharacterModel model, int steps) {
        Optimizer optimizer = new Optimizer(model.engine, UpdateRule.adam(), Clip.norm(5), model.parameters());
        Tape tape = new Tape(model.engine);
        float last = Float.NaN;
        for (int step = 0; step < steps; step++) {
            Tensor loss = model.loss(tape, tokens("hell"), tokens("ello"), model.recurrent.zeroState(1));
            last = loss.item();
            tape.backward(loss);
            optimizer.step(0.05);
            tape.reset();
        }
        return last;
    }

    /** The four most likely letters, each fed back as the next input. */
    private static String continuation(CharacterModel model, char first) {
        RecurrentStream stream = model.recurrent.stream(1);
        LinearStream head = new LinearStream(model.engine, model.head, 1);
        StringBuilder text = new StringBuilder();
        float[] scores = new float[4];
        int token = VOCABULARY.indexOf(first);
        for (int i = 0; i < 4; i++) {
            head.apply(stream.step(new int[] {token}), scores);
            token = 0;
            for (int c = 1; c < 4; c++) {
                token = scores[c] > scores[token] ? c : token;
            }
            text.append(VOCABULARY.charAt(token));
        }
        return text.toString();
    }

    private static int[] tokens(String text) {
        return text.chars().map(VOCABULARY::indexOf).toArray();
    }
}
