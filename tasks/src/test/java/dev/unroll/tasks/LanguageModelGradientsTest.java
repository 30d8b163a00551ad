package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.data.TokenStream;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Layer;
import dev.unroll.tasks.GradientReport.StepJacobian;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LanguageModelGradientsTest {
    private static final int HIDDEN = 6;

    private final Engine engine = Engine.start(2);
    private final Corpus corpus = Corpus.of("abcab ".repeat(40));

    private LanguageModel model(String cell, int layers) {
        LanguageModel model = new LanguageModel(
                engine, new LanguageModel.Architecture(Cell.library(cell), HIDDEN, layers), corpus.vocabulary());
        model.initialise(1);
        return model;
    }

    private TokenStream text(LanguageModel model) {
        return corpus.tokens(model.vocabulary());
    }

    /** Without weights all characters are equally likely, so ∂L/∂h = Σ (1/4 − [c is next]) · row c of the decoder. */
    @Test
    void theLossIsEachSequencesOwn() {
        LanguageModel model = model("rnn", 1);
        Layer layer = model.rnn().layers().getFirst();
        for (String name : layer.parameterNames()) {
            layer.setParameter(name, new float[layer.parameter(name).length]);
        }
        Arrays.fill(model.decoder().bias().data(), 0);
        float[] weight = model.decoder().weight().data();
        Arrays.fill(weight, 0);
        weight[model.vocabulary().encode("a")[0] * HIDDEN] = 8;

        GradientReport report = LanguageModelGradients.of(model, text(model), 5, 3, 0);

        double[] first = new double[6];
        for (int place = 0; place < 6; place++) {
            String text = "abcab ".repeat(3).substring(place);
            boolean followedByA = text.charAt(10) == 'a';
            first[place] = 8 * Math.abs(0.25 - (followedByA ? 1 : 0));
        }
        // Three pieces, at 0, in the middle and at the end of the text, of 5 characters after 5.
        long room = 240 - 11;
        double mean = (first[0] + first[(int) (room / 2 % 6)] + first[(int) (room % 6)]) / 3;
        assertThat(report.sequences()).isEqualTo(3);
        assertThat(report.flow().norm(0, 0, 0)).isCloseTo(mean, within(1e-5));
        assertThat(report.flow().norm(0, 0, 1)).isZero();
        assertThat(report.jacobians()).isEmpty();
        assertThat(report.gates()).isEmpty();
    }

    @Test
    void looksAtEveryLayer() {
        GradientReport report = LanguageModelGradients.of(model("gru", 2), text(model("gru", 2)), 30, 4, 3);

        assertThat(report.flow().norms()).hasNumberOfRows(2);
        assertThat(report.flow().steps()).isEqualTo(30);
        assertThat(report.jacobians())
                .extracting(StepJacobian::layer, StepJacobian::step)
                .containsExactly(tuple(0, 0), tuple(0, 14), tuple(0, 29), tuple(1, 0), tuple(1, 14), tuple(1, 29));
        assertThat(report.jacobians()).allSatisfy(j -> {
            assertThat(j.spectrum().radius()).isPositive();
            assertThat(j.spectrum().largestSingularValue())
                    .isGreaterThanOrEqualTo(j.spectrum().radius() - 1e-6);
        });
        assertThat(report.gates()).hasSize(4);
    }

    @Test
    void aTextTooShortIsRefused() {
        LanguageModel model = model("rnn", 1);
        assertThatThrownBy(() -> LanguageModelGradients.of(model, text(model), 120, 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("240 symbols")
                .hasMessageContaining("need 241");
    }
}
