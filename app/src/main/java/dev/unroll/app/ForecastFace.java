package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.forecast.Architecture;
import dev.unroll.tasks.forecast.ForecastSettings;
import dev.unroll.tasks.forecast.ForecastTask;
import dev.unroll.tasks.forecast.SeriesReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code forecast}: what comes next in a series. */
final class ForecastFace extends RecipeFace<Architecture, ForecastSettings> {
    @Parameters(
            paramLabel = "FILE",
            description =
                    "A series: .csv or .tsv whose first line names its columns, .gz of these; a row for each step.")
    private Path file = Path.of("");

    @Mixin
    private final SeriesOptions series = new SeriesOptions();

    ForecastFace() {
        super(ForecastTask.RECIPE, new ForecastOptions());
    }

    @Override
    public ForecastTask task(@Nullable JsonObject began) {
        return new ForecastTask(SeriesReader.read(file, series.columns()));
    }

    @Override
    public List<String> dataWords() {
        List<String> words = new ArrayList<>(List.of(file.toString()));
        words.addAll(series.words());
        return words;
    }

    @Override
    public String next(String path) {
        String again = Usage.quoted(file.toString());
        return "Measure it on the part kept for the test, or have it say what comes next:\n  ./unroll eval " + path
                + " " + again + "\n  ./unroll predict " + path + " " + again;
    }
}
