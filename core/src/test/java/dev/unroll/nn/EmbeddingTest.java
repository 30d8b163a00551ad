package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.recurrence.Init;
import dev.unroll.tensor.Tape;
import dev.unroll.testing.TapeCheck;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
    private final TapeCheck check = new TapeCheck();
    private final Embedding embedding = new Embedding(5, 3);

    EmbeddingTest() {
        embedding.initialise(7, "", new Init.Uniform(1));
    }

    /** A token that comes twice has the gradients of both, one that does not come has none. */
    @Test
    void gradients() {
        int[] tokens = {4, 0, 4, 2};
        check.check(tape -> embedding.forward(tape, tokens), embedding.weight());
        float[] gradient = embedding.weight().gradient();
        for (int i = 0; i < 3; i++) {
            assertThat(gradient[3 + i]).isZero();
            assertThat(gradient[12 + i]).isNotZero();
        }
    }

    @Test
    void givesEachTokenItsVector() {
        float[] y = embedding
                .forward(Tape.inference(check.engine()), new int[] {1, 1, 3})
                .data();
        float[] w = embedding.weight().data();
        for (int i = 0; i < 3; i++) {
            assertThat(y[i]).isEqualTo(w[3 + i]);
            assertThat(y[3 + i]).isEqualTo(w[3 + i]);
            assertThat(y[6 + i]).isEqualTo(w[9 + i]);
        }
        assertThatThrownBy(() -> embedding.forward(Tape.inference(check.engine()), new int[] {5}))
                .hasMessageContaining("row 5");
    }
}
