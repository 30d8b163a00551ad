package dev.unroll.tasks.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.LanguageModelTask;
import dev.unroll.tasks.Settings;
import dev.unroll.tasks.classify.ClassifyTask;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SpaceTest {
    private static final JsonObject STANDARD = LanguageModelTask.standard();

    private static Space space(String... texts) {
        return Space.parse(List.of(texts), STANDARD);
    }

    private static List<Object> values(Space space, int count) {
        return IntStream.range(0, count)
                .mapToObj(n -> space.values(space.draw(STANDARD, 1, n)).getFirst())
                .toList();
    }

    @Test
    void drawsFromAllOfARangeAndNothingElse() {
        double[] rates = values(space("training.learning_rate=0.0001..0.1"), 300).stream()
                .mapToDouble(v -> (Double) v)
                .sorted()
                .toArray();
        assertThat(rates[0]).isBetween(0.0001, 0.00015);
        assertThat(rates[299]).isBetween(0.07, 0.1);
        assertThat(Math.log10(rates[150])).isCloseTo(-2.5, within(0.3)); // by orders of magnitude

        double[] shares = values(space("model.dropout=0.1..0.5"), 300).stream()
                .mapToDouble(v -> (Double) v)
                .sorted()
                .toArray();
        assertThat(shares[0]).isBetween(0.1, 0.12);
        assertThat(shares[150]).isCloseTo(0.3, within(0.04));

        assertThat(Set.copyOf(values(space("model.layers=1..3"), 100))).isEqualTo(Set.of(1L, 2L, 3L));
        assertThat(Set.copyOf(values(space("model.cell=gru,lstm"), 100))).isEqualTo(Set.of("gru", "lstm"));
    }

    @Test
    void drawsTheSameAgain() {
        Space space = Space.standard(STANDARD);
        assertThat(space.draw(STANDARD, 3, 5)).isEqualTo(space.draw(STANDARD, 3, 5));
        assertThat(space.draw(STANDARD, 3, 5)).isNotEqualTo(space.draw(STANDARD, 4, 5));
        assertThat(Space.parse(space.print(), STANDARD)).isEqualTo(space);
        assertThat(space.ranges().keySet())
                .containsExactly(
                        "training.learning_rate",
                        "training.clip.limit",
                        "model.hidden",
                        "training.batch",
                        "model.dropout",
                        "model.recurrent_dropout");
        JsonObject convolutions = Settings.with(ClassifyTask.RECIPE.standard(), "model.encoder", "cnn");
        assertThat(Space.standard(convolutions).ranges().keySet()).doesNotContain("model.recurrent_dropout");
    }

    @Test
    void narrowsAroundWhatWasGood() {
        Space space = space("training.learning_rate=0.0001..0.1", "model.cell=gru,lstm", "model.layers=1..8");
        JsonObject good = space.draw(STANDARD, 1, 0);
        Space near = space.around(good);
        Set<String> cells = IntStream.range(0, 50)
                .mapToObj(n -> near.values(near.draw(STANDARD, 2, n)))
                .peek(v -> assertThat(space.ranges().firstEntry().getValue().place(v.getFirst()))
                        .isCloseTo(
                                space.ranges()
                                        .firstEntry()
                                        .getValue()
                                        .place(space.values(good).getFirst()),
                                within(0.34)))
                .map(v -> (String) v.get(1))
                .collect(Collectors.toSet());
        assertThat(cells).containsExactly((String) space.values(good).get(1));
    }

    @Test
    void saysWhatIsWrong() {
        for (String[] wrong : new String[][] {
            {"training.learning_rat=1..2", "did you mean training.learning_rate?"},
            {"training.learning_rate", "write PATH=FROM..TO"},
            {"training.learning_rate=2..1", "a range goes up"},
            {"training.learning_rate=a..b", "no range of numbers"},
            {"training.batch=8,big", "no range of numbers"},
        }) {
            assertThatThrownBy(() -> space(wrong[0])).as(wrong[0]).hasMessageContaining(wrong[1]);
        }
    }
}
