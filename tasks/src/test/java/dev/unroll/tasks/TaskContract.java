package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.NamedArray;
import dev.unroll.kernel.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What holds for every task. */
public abstract class TaskContract {
    private final Engine engine = Engine.start(2);

    /** The task, on small data. */
    protected abstract Task task();

    /** Small settings, quick to learn with. */
    protected abstract JsonObject small();

    @Test
    void settingsAreComplete() {
        JsonObject settings = task().settings();
        assertThat(settings.keys()).containsExactly("model", "training");
        assertThat(task().checked(settings).toString()).isEqualTo(settings.toString());
        JsonObject read = Json.parse(Json.pretty(small()), "a file");
        assertThat(task().checked(read).toString()).isEqualTo(small().toString());
    }

    @Test
    void aConfigurationMakesTheSameTrainingAgain() {
        Training first = task().training(engine, small());
        JsonObject config = Json.parse(Json.pretty(first.config()), "config.json");
        assertThat(config.getString("task")).isEqualTo(task().name());
        assertThat(Settings.of(config).toString()).isEqualTo(small().toString());
        task().refuseOtherData(config);

        Training again = task().training(engine, task().checked(Settings.of(config)));
        for (int step = 0; step < 3; step++) {
            assertThat(again.step(step)).isEqualTo(first.step(step));
        }
        assertThat(again.validate()).isEqualTo(first.validate());
    }

    @Test
    void goesOnFromWhatWasSaved() {
        Training whole = task().training(engine, small());
        whole.step(0);
        whole.step(1);
        Map<String, NamedArray> saved =
                whole.snapshot().state().stream().collect(Collectors.toMap(NamedArray::name, Function.identity()));
        List<Object> expected = List.of(whole.step(2), whole.step(3), whole.validate());

        Training resumed = task().training(engine, small());
        resumed.restore(saved, 2);
        assertThat(List.of(resumed.step(2), resumed.step(3), resumed.validate()))
                .isEqualTo(expected);
    }

    @Test
    void hasTheSameBitsForAnyNumberOfThreads() {
        List<List<Object>> runs = new ArrayList<>();
        for (int threads : new int[] {1, 3}) {
            try (Engine other = Engine.start(threads)) {
                Training training = task().training(other, small());
                runs.add(List.of(training.step(0), training.step(1), training.step(2), training.validate()));
            }
        }
        assertThat(runs.get(1)).isEqualTo(runs.get(0));
    }

    @Test
    void countsItsParametersWithoutMakingThem() {
        assertThat(task().parameters(small()))
                .isEqualTo(task().training(engine, small()).model().parameterCount());
    }

    @Test
    void beginsAtTheLossOfNoKnowledge() {
        double untrained = task().untrained(small());
        double loss = task().training(engine, small()).step(0).loss();
        assertThat(loss).isCloseTo(untrained, within(0.15 * untrained));
        assertThat(task().guess(small())).isPositive().isLessThanOrEqualTo(untrained);
    }

    @Test
    void learnsAHandfulByHeart() {
        JsonObject fast = Settings.with(small(), "training.learning_rate", 0.02);
        Training few = task().handful(engine, fast, 3);
        assertThat(few.stepsPerEpoch()).isEqualTo(1);
        assertThat(few.validate()).isEmpty();
        double[] losses = new double[300];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = few.step(step).loss();
        }
        assertThat(Arrays.stream(losses).min().orElseThrow()).isLessThan(0.1 * losses[0]);
    }
}
