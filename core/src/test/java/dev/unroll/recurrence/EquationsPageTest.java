package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
