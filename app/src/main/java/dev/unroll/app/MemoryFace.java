package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.MemoryTask;
import dev.unroll.tasks.Task;
import dev.unroll.train.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code adding}, {@code copy}: made-up tasks that ask a model to remember. */
final class MemoryFace implements TaskFace {
    static final int STANDARD_LAG = 100;

    private final String name;

    @Option(
            names = "--lag",
            paramLabel = "N",
            description = "For how many steps something has to be remembered (default: 100).")
    private @Nullable Integer lag;

    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Mixin
    private final MemoryOptions options = new MemoryOptions();

    MemoryFace(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public JsonObject standard() {
        return MemoryTask.standard();
    }

    @Override
    public Limit standardLimit() {
        return new Limit.Steps(3000);
    }

    @Override
    public JsonObject settings(JsonObject base, Limit limit) {
        Architecture given = options.architecture(Architecture.fromJson(base.getObject("model")));
        return MemoryTask.settings(
                cell == null ? given : new Architecture(CellFile.find(cell), given.hidden(), given.stack()),
                options.settings(MemorySettings.fromJson(base.getObject("training")), limit));
    }

    @Override
    public Task task(@Nullable JsonObject began) {
        return lag == null && began != null
                ? MemoryTask.of(began)
                : MemoryTask.of(name, lag == null ? STANDARD_LAG : lag);
    }

    @Override
    public RunNames runs(String prefix) {
        return new RunNames(prefix);
    }

    @Override
    public List<String> dataWords() {
        return lag == null ? List.of() : List.of("--lag", lag.toString());
    }

    @Override
    public String next(String path) {
        return "See how far its gradients reach:\n  ./unroll gradients " + path;
    }
}
