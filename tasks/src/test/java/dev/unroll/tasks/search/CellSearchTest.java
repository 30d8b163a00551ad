package dev.unroll.tasks.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.JsonObject;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.MemoryTask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CellSearchTest {
    private final Engine engine = Engine.start(1);
    private final MemoryTask task = MemoryTask.of("adding", 6);
    private final JsonObject base =
            MemoryTask.settings(new Architecture(Cell.library("rnn"), 1, 1), MemorySettings.standard());
    private final SearchSettings settings = new SearchSettings(4, 2, 10, 400, 1);

    private List<Candidate> search(List<Candidate> before, int count) {
        CellSearch search = new CellSearch(engine, task, base, settings, before);
        while (search.candidates().size() < count) {
            search.next(Cell.library("rnn"), event -> {}).orElseThrow();
        }
        return new ArrayList<>(search.candidates());
    }

    @Test
    void namesAndOrderMakeNoOtherCell() {
        String key = CellKey.of(Cell.parse("a", "z = sigmoid(Wxz x + Whz h + bz)\nh' = z * h + (1 - z) * tanh(U x)"));
        assertThat(CellKey.of(Cell.parse("b", "g = sigmoid(b + A h + B x)\nh' = (1 - g) * tanh(C x) + h * g")))
                .isEqualTo(key);
        assertThat(CellKey.of(Cell.parse("c", "g = sigmoid(b + A h + B x)\nh' = (1 - g) * tanh(B x) + h * g")))
                .isNotEqualTo(key);
        assertThat(CellKey.of(Cell.parse("d", "g = tanh(b + A h + B x)\nh' = (1 - g) * tanh(C x) + h * g")))
                .isNotEqualTo(key);
    }

    @Test
    void mutantsAreOtherCellsThatCompile() {
        for (String name : List.of("rnn", "lstm", "gru")) {
            Cell cell = Cell.library(name);
            Set<String> keys = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                Mutant mutant = Mutant.of(cell, new Dice(5, i));
                assertThat(Cell.parse(cell.name(), mutant.cell().print())).isEqualTo(mutant.cell());
                assertThat(mutant.what()).isNotEmpty();
                keys.add(CellKey.of(mutant.cell()));
            }
            assertThat(keys).doesNotContain(CellKey.of(cell)).hasSizeGreaterThan(20);
        }
    }

    @Test
    void goesOnAsIfItHadNeverStopped() {
        List<Candidate> whole = search(List.of(), 8);
        List<Candidate> read = whole.subList(0, 5).stream()
                .map(c -> Candidate.fromJson(c.toJson()))
                .toList();

        assertThat(search(read, 8)).isEqualTo(whole);
        assertThat(whole).allSatisfy(c -> assertThat(c.parameters()).isLessThanOrEqualTo(400));
        assertThat(whole.stream().map(c -> CellKey.of(c.cell()))).doesNotHaveDuplicates();
    }

    @Test
    void aCellThatCannotBeTriedIsScoredOut() {
        CellSearch search = new CellSearch(engine, task, base, settings, List.of());
        Candidate refused = search.next(Cell.parse("wide", "h' = tanh(W h) + exp(exp(exp(exp(5 + W h))))"), e -> {})
                .orElseThrow();
        assertThat(refused.loss()).isNaN();
        assertThat(refused.trouble()).isNotEmpty();
        assertThat(search.best(3)).isEmpty();
    }
}
