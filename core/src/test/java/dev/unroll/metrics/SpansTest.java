package dev.unroll.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.metrics.Spans.Span;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spans worked out by hand from the rules of conlleval. */
class SpansTest {
    private static List<String> tags(String text) {
        return List.of(text.split(" "));
    }

    private static String written(String tags) {
        return String.join(
                " ",
                Spans.of(tags(tags)).stream()
                        .map(s -> s.type() + s.from() + "-" + s.to())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        // BIO
        "B-X I-X O B-Y, X0-2 Y3-4",
        "B-X B-X I-X, X0-1 X1-3",
        "B-X I-Y, X0-1 Y1-2",
        "O O, ''",
        // IOB1: B- only between two of one type
        "I-X I-X B-X O I-Y, X0-2 X2-3 Y4-5",
        // BIOES
        "B-X I-X E-X S-X S-Y O B-Y E-Y, X0-3 X3-4 Y4-5 Y6-8",
        // not well-formed: what goes on where nothing began begins
        "O I-X E-X I-X, X1-3 X3-4",
        "E-X E-X, X0-1 X1-2",
        "S-X I-X, X0-1 X1-2",
        "B-X S-X, X0-1 X1-2",
        "B-X E-Y, X0-1 Y1-2",
    })
    void areWhereTagsMarkThem(String tags, String spans) {
        assertThat(written(tags)).isEqualTo(spans);
    }

    @Test
    void aTypeMayHaveHyphens() {
        assertThat(Spans.of(tags("B-a-b I-a-b B-a-c"))).containsExactly(new Span(0, 2, "a-b"), new Span(2, 3, "a-c"));
    }

    @Test
    void otherTagsMarkNone() {
        assertThat(Spans.areMarkedBy(tags("O B-X I-X"))).isTrue();
        assertThat(Spans.areMarkedBy(tags("O S-X"))).isTrue();
        assertThat(Spans.areMarkedBy(tags("NOUN VERB"))).isFalse();
        assertThat(Spans.areMarkedBy(tags("O"))).isFalse();
        assertThat(Spans.areMarkedBy(tags("O B-X NN"))).isFalse();
        assertThat(Spans.areMarkedBy(tags("O B-"))).isFalse();
    }

    private static SpanCounts counts(String right, String said) {
        return SpanCounts.of(Spans.of(tags(right)), Spans.of(tags(said)));
    }

    /** Right: X0-2, Y3-4, Y5-6. Said: X0-2, X3-4 (another type), Y5-7 (another end), Z8-9 (none there). */
    @Test
    void countAsWholes() {
        SpanCounts counts = counts("B-X I-X O B-Y O B-Y O O O", "B-X I-X O B-X O B-Y I-Y O B-Z");
        assertThat(counts).isEqualTo(new SpanCounts(3, 4, 1));
        assertThat(counts.precision()).isEqualTo(0.25);
        assertThat(counts.recall()).isCloseTo(1 / 3.0, within(1e-15));
        assertThat(counts.f1()).isCloseTo(2 * 0.25 / 3 / (0.25 + 1 / 3.0), within(1e-15));
        SpanCounts more = counts.plus(counts("B-X", "B-X"));
        assertThat(more).isEqualTo(new SpanCounts(4, 5, 2));
        assertThat(Arrays.asList(counts("O", "O").f1(), counts("O", "B-X").f1()))
                .containsExactly(Double.NaN, 0.0);
    }
}
