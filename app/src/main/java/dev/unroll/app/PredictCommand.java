package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.Unpacking;
import dev.unroll.kernel.Engine;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.classify.Report;
import dev.unroll.tasks.embed.Autoencoder;
import dev.unroll.tasks.forecast.Forecast;
import dev.unroll.tasks.forecast.Forecaster;
import dev.unroll.tasks.forecast.SeriesReader;
import dev.unroll.tasks.forecast.TimeSeries;
import dev.unroll.tasks.items.ItemFile;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.regress.Regressor;
import dev.unroll.tasks.tag.Column;
import dev.unroll.tasks.tag.TagReader;
import dev.unroll.tasks.tag.TagTask;
import dev.unroll.tasks.tag.TaggedText;
import dev.unroll.tasks.tag.Tagger;
import dev.unroll.tasks.translate.Decoding;
import dev.unroll.tasks.translate.TextLines;
import dev.unroll.tasks.translate.Translator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code predict}: what a trained model says of new items, in their order. */
@Command(
        name = "predict",
        description =
                "Name the class of each item, a line with the class and how probable it is, in the items' order, or say its number, or make a vector of it; or tag the words of sentences: the file with the tags in their column; or translate lines; or say what comes after the end of a series.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class PredictCommand implements Callable<Integer> {
    private static final String STANDARD_INPUT = "the standard input";

    private final Io io;

    @Parameters(paramLabel = "MODEL", index = "0", description = "A run's folder.")
    private Path model = Path.of("");

    @Parameters(
            paramLabel = "FILE",
            index = "1",
            description =
                    "Items or sentences as for training, a .txt file of one text a line, or of one word a line, or a series as for training, or - for such lines, or a series as CSV, on the standard input.")
    private String file = "";

    @Mixin
    private final ItemOptions options = new ItemOptions();

    @Mixin
    private final ColumnOption column = new ColumnOption();

    @Option(names = "--out", paramLabel = "FILE", description = "Write there, not to the standard output.")
    private @Nullable Path out;

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(
            names = "--json",
            description =
                    "A JSON object a line, with the probabilities of all classes, a number, the tags of a sentence, or a translation.")
    private boolean json;

    @Option(
            names = "--reconstruct",
            description = "Of a model that embeds: the items as it writes them from their vectors, not these.")
    private boolean reconstruct;

    @Mixin
    private final DecodingOptions decoding = new DecodingOptions();

    PredictCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        JsonObject config = new ModelFolder(model).config();
        Engine engine = Usage.check(threads::start);
        String answers = answers(engine, config);
        if (out == null) {
            io.out().print(answers);
        } else {
            AtomicFiles.write(out, answers);
        }
        return 0;
    }

    private String answers(Engine engine, JsonObject config) {
        if (Tagger.isOne(config)) {
            return tags(engine, config);
        }
        if (Translator.isOne(config)) {
            return translations(engine);
        }
        if (Forecaster.isOne(config)) {
            return forecast(Forecaster.open(engine, model));
        }
        if (Autoencoder.isOne(config)) {
            return vectors(Autoencoder.open(engine, model));
        }
        return Regressor.isOne(config) ? numbers(Regressor.open(engine, model)) : classes(engine);
    }

    private String forecast(Forecaster of) {
        Forecast next = of.forecast(this.<TimeSeries>read(
                in -> SeriesReader.read(in, STANDARD_INPUT, of.columns()),
                path -> SeriesReader.read(path, of.columns())));
        return json ? next.toJson() + "\n" : next.toCsv();
    }

    private <T> T read(Unpacking.Reader<T> standardInput, Function<Path, T> named) {
        if (!file.equals("-")) {
            return named.apply(Path.of(file));
        }
        try {
            return standardInput.read(System.in);
        } catch (IOException e) {
            throw new FileException("cannot read the standard input: " + e.getMessage() + "; is it UTF-8?", e);
        }
    }

    private String tags(Engine engine, JsonObject config) {
        Tagger opened = Tagger.open(engine, model);
        Column from = column.or(TagTask.column(config));
        TaggedText text =
                read(in -> TagReader.untagged(in, STANDARD_INPUT, from), path -> TagReader.untagged(path, from));
        List<List<String>> tags = opened.tags(text.sentences());
        if (!json) {
            return text.with(tags);
        }
        StringBuilder lines = new StringBuilder();
        for (int s = 0; s < tags.size(); s++) {
            lines.append(new JsonObject()
                            .put("words", text.sentences().get(s).words())
                            .put("tags", tags.get(s)))
                    .append('\n');
        }
        return lines.toString();
    }

    private String translations(Engine engine) {
        Decoding how = decoding.decoding();
        Translator opened = Translator.open(engine, model);
        List<String> sources = read(in -> TextLines.read(in, STANDARD_INPUT), TextLines::read);
        StringBuilder lines = new StringBuilder();
        int cut = 0;
        for (Translator.Translation said : opened.translate(sources, how)) {
            JsonObject object = new JsonObject().put("translation", said.text()).put("score", said.score());
            lines.append(json ? object : said.text()).append('\n');
            cut += said.cut() ? 1 : 0;
        }
        if (cut > 0) {
            io.err()
                    .println(cut + " of " + sources.size() + " lines have more than the " + opened.longest()
                            + " pieces that the model reads, and are translated up to there; cut them into sentences.");
        }
        return lines.toString();
    }

    private Items items() {
        return read(in -> ItemFile.lines(in, STANDARD_INPUT), options.file()::read);
    }

    private String numbers(Regressor of) {
        List<Double> quantiles = of.objective().quantiles();
        StringBuilder lines = new StringBuilder();
        for (float[] answers : of.answers(items())) {
            if (json) {
                JsonObject object =
                        new JsonObject().put("answer", answers[of.objective().point()]);
                for (int q = 0; q < quantiles.size(); q++) {
                    object.put(String.valueOf(quantiles.get(q)), answers[q]);
                }
                lines.append(object).append('\n');
            } else {
                lines.append(tabbed(answers)).append('\n');
            }
        }
        return lines.toString();
    }

    private String vectors(Autoencoder of) {
        StringBuilder lines = new StringBuilder();
        if (reconstruct) {
            for (String written : of.written(items())) {
                lines.append(json ? new JsonObject().put("written", written) : written)
                        .append('\n');
            }
            return lines.toString();
        }
        for (float[] vector : of.vectors(items())) {
            lines.append(json ? new JsonObject().put("vector", list(vector)) : tabbed(vector))
                    .append('\n');
        }
        return lines.toString();
    }

    private static List<Float> list(float... numbers) {
        return IntStream.range(0, numbers.length).mapToObj(i -> numbers[i]).toList();
    }

    private static String tabbed(float... numbers) {
        StringJoiner line = new StringJoiner("\t");
        for (float number : numbers) {
            line.add(String.valueOf(number));
        }
        return line.toString();
    }

    private String classes(Engine engine) {
        Classifier opened = Classifier.open(engine, model);
        StringBuilder lines = new StringBuilder();
        for (float[] probabilities : opened.probabilities(items())) {
            lines.append(line(opened, probabilities)).append('\n');
        }
        return lines.toString();
    }

    private String line(Classifier of, float[] probabilities) {
        int answer = Report.answer(probabilities);
        String label = of.labels().get(answer);
        if (!json) {
            return label + String.format(Locale.ROOT, "\t%.4f", probabilities[answer]);
        }
        JsonObject all = new JsonObject();
        for (int c = 0; c < probabilities.length; c++) {
            all.put(of.labels().get(c), probabilities[c]);
        }
        return new JsonObject().put("label", label).put("probabilities", all).toString();
    }
}
