package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.kernel.CounterRandom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every cell on the page about the language is one, and the message it quotes is the one a reader gets. */
class EquationsPageTest {
    private static final String PAGE = read(Path.of("..", "docs", "equations.md"));

    @Test
    void everyFencedCellIsValid() {
        List<String> cells = find("```cell\n(.*?)```");
        assertThat(cells).hasSizeGreaterThanOrEqualTo(4).allSatisfy(text -> Cell.parse("page", text));
        assertThat(Cell.parse("lstm", cells.getFirst())).isEqualTo(Cell.library("lstm"));
    }

    /** Tables whose right column assigns something are cells, one equation a row. */
    @Test
    void everyTableOfEquationsIsACell() {
        List<String> tables = find("\\| slide \\| cell \\|\n\\| --- \\| --- \\|\n((?:\\|.*\n)+)").stream()
                .filter(rows -> rows.contains("' = "))
                .toList();
        assertThat(tables).hasSizeGreaterThanOrEqualTo(7).allSatisfy(rows -> {
            String equations = rows.replaceAll("(?m)^\\|.*\\| `(.*)` \\|$", "$1");
            GradientCheck check = GradientCheck.of(Cell.parse("page", equations), 1);
            assertThat(check.worst()).isLessThan(1e-7);
        });
    }

    /** Where a table says that it is a cell of the library, and names its parameters as that does, it gives the same numbers. */
    @Test
    void tablesAreTheCellsTheyName() {
        int compared = 0;
        for (MatchResult found : Pattern.compile(
                        "\\(`([a-z0-9-]+)`[^|\n]*(?:\n[^|\n]+)*\n\n\\| slide \\| cell \\|\n.*\n((?:\\|.*\n)+)")
                .matcher(PAGE)
                .results()
                .toList()) {
            Cell named = Cell.library(found.group(1));
            Cell written = Cell.parse("page", found.group(2).replaceAll("(?m)^\\|.*\\| `(.*)` \\|$", "$1"));
            if (!named.parameterShapes(3, 2)
                    .keySet()
                    .equals(written.parameterShapes(3, 2).keySet())) {
                continue;
            }
            compared++;
            Map<String, double[]> parameters = new HashMap<>();
            named.parameterShapes(3, 2).forEach((name, shape) -> {
                CounterRandom random = CounterRandom.named(1, name);
                double[] values = new double[shape[0] * (shape.length > 1 ? shape[1] : 1)];
                Arrays.setAll(values, random::normal);
                parameters.put(name, values);
            });
            double[][][] x = {{{0.5, -1}}, {{1, 2}}, {{-0.3, 0.7}}};
            double[][][] expected = new Interpreter(named, 3, 2, parameters)
                    .forward(x, Map.of())
                    .output();
            double[][][] actual = new Interpreter(written, 3, 2, parameters)
                    .forward(x, Map.of())
                    .output();
            for (int t = 0; t < 3; t++) {
                assertThat(actual[t][0]).as(found.group(1)).containsExactly(expected[t][0], within(1e-12));
            }
        }
        assertThat(compared).isGreaterThanOrEqualTo(5);
    }

    @Test
    void theQuotedMessageIsTheOneGiven() {
        String wrong = find("```wrong\n(.*?)```").getFirst();
        String message = find("```text\n(.*?)\n```").getFirst();
        assertThatThrownBy(() -> Cell.parse("my", wrong)).hasMessage(message);
    }

    private static List<String> find(String pattern) {
        return Pattern.compile(pattern, pattern.startsWith("```") ? Pattern.DOTALL : 0)
                .matcher(PAGE)
                .results()
                .map((MatchResult m) -> m.group(1))
                .toList();
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
