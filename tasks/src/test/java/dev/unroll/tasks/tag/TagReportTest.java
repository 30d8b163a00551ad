package dev.unroll.tasks.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.tag.TagReport.Mistake;
import dev.unroll.tasks.tag.TagReport.Tagged;
import java.util.List;
import org.junit.jupiter.api.Test;

class TagReportTest {
    private static final List<String> LABELS = List.of("B-X", "I-X", "O");

    private static Tagged tagged(int[] right, int[] said, float[] sure, int[] usual, boolean... known) {
        return new Tagged(right, new Tagger.Answer(said, sure), usual, known);
    }

    /** Right: spans 0-2 and 0-1. Said: 0-1 (with I-X missed), and 0-1. */
    private final TagReport report = new TagReport(
            LABELS,
            List.of(
                    tagged(
                            new int[] {0, 1, 2},
                            new int[] {0, 2, 2},
                            new float[] {0.9f, 0.8f, 0.7f},
                            new int[] {2, 2, 2},
                            true,
                            false,
                            true),
                    tagged(new int[] {0}, new int[] {0}, new float[] {1}, new int[] {0}, false)),
            0.25);

    @Test
    void figures() {
        assertThat(report.words()).isEqualTo(4);
        assertThat(report.sentences()).isEqualTo(2);
        assertThat(report.accuracy().value()).isEqualTo(0.75);
        assertThat(report.sentenceAccuracy().value()).isEqualTo(0.5);
        // B-X: 2 hits of 2 and 2; I-X: none of 1 and 0; O: 1 hit of 1 and 2
        assertThat(report.macroF1().value()).isCloseTo((1 + 0 + 2 / 3.0) / 3, within(1e-12));
        assertThat(report.hasSpans()).isTrue();
        assertThat(report.spanF1().value()).isEqualTo(0.5);
        assertThat(report.baseline()).isEqualTo(0.5);
        assertThat(report.unknown()).isEqualTo(2);
        assertThat(report.unknownAccuracy()).isEqualTo(0.5);
        assertThat(report.worst(9)).containsExactly(new Mistake(0, 1, "I-X", "O", 0.8f));
        JsonObject json = report.toJson();
        assertThat(json.keys())
                .contains("count", "accuracy", "accuracy_95", "sentence_accuracy", "macro_f1", "span_f1", "loss");
        assertThat(json.getDouble("loss")).isEqualTo(0.25);
    }

    /** Drawn are sentences: of two there are three samples, a quarter of which has the worse one twice. */
    @Test
    void intervalsAreOverSentences() {
        assertThat(report.sentenceAccuracy().interval().low()).isZero();
        assertThat(report.sentenceAccuracy().interval().high()).isEqualTo(1);
        assertThat(report.accuracy().interval().low()).isCloseTo(2 / 3.0, within(1e-12));
    }
}
