package dev.unroll.app;

import dev.unroll.classic.KneserNey;
import dev.unroll.data.Corpus;
import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.Bleu;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.tasks.Ngrams;
import dev.unroll.tasks.TextData;
import dev.unroll.tasks.TextModel;
import dev.unroll.tasks.classify.Classifier;
import dev.unroll.tasks.classify.Report;
import dev.unroll.tasks.embed.Autoencoder;
import dev.unroll.tasks.embed.EmbedReport;
import dev.unroll.tasks.embed.Neighbours;
import dev.unroll.tasks.forecast.ForecastReport;
import dev.unroll.tasks.forecast.Forecaster;
import dev.unroll.tasks.forecast.SeriesReader;
import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.regress.RegressReport;
import dev.unroll.tasks.regress.Regressor;
import dev.unroll.tasks.tag.Sentence;
import dev.unroll.tasks.tag.TagReader;
import dev.unroll.tasks.tag.TagReport;
import dev.unroll.tasks.tag.TagTask;
import dev.unroll.tasks.tag.Tagger;
import dev.unroll.tasks.translate.Bitext;
import dev.unroll.tasks.translate.Decoding;
import dev.unroll.tasks.translate.TranslationReport;
import dev.unroll.tasks.translate.Translator;
import dev.unroll.tasks.zoo.TextModels;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code eval}: how well a trained model does on data that it has not seen. */
@Command(
        name = "eval",
        description =
                "Measure how well a model predicts a text, names classes, says numbers, writes again what it embeds, tags words, translates, or forecasts.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EvalCommand implements Callable<Integer> {
    private final Io io;

    @Parameters(paramLabel = "MODEL", index = "0", description = "A run's folder.")
    private Path model = Path.of("");

    @Parameters(
            paramLabel = "PATH",
            index = "1..*",
            arity = "1..*",
            description =
                    "Text to predict: files, folders, .gz, .zip, or - for the standard input; or one file of items with labels, of sentences with tags, or of a series; or the two files of a translation.")
    private List<String> paths = List.of();

    @Mixin
    private final TextOptions texts = new TextOptions();

    @Mixin
    private final ThreadsOption threads = new ThreadsOption();

    @Option(names = "--json", description = "Print the figures as a JSON object.")
    private boolean json;

    @Option(names = "--png", paramLabel = "FILE", description = "Draw some forecasts, of a model that makes such.")
    private @Nullable Path png;

    @Mixin
    private final ItemOptions items = new ItemOptions();

    @Mixin
    private final ColumnOption column = new ColumnOption();

    @Mixin
    private final PairOptions pairs = new PairOptions();

    @Mixin
    private final DecodingOptions decoding = new DecodingOptions();

    @Option(
            names = "--tokenize",
            paramLabel = "HOW",
            description =
                    "Words of BLEU: 13a, or none for texts that are tokenised already (default: ${DEFAULT-VALUE}).",
            defaultValue = "13a")
    private String tokenize = "13a";

    @Option(
            names = "--ngram",
            paramLabel = "N",
            description =
                    "Of a language model: what sequences of up to N symbols predict that were counted in the text it was trained on.")
    private @Nullable Integer ngram;

    @Option(
            names = "--neighbours",
            paramLabel = "FILE",
            description =
                    "Of a model that embeds: items with labels among which the nearest are looked for (default: those measured).")
    private @Nullable Path neighbours;

    EvalCommand(Io io) {
        this.io = io;
    }

    @Override
    public Integer call() {
        JsonObject config = new ModelFolder(model).config();
        if (png != null && !Forecaster.isOne(config)) {
            throw new UsageException("--png draws forecasts, but " + model + " makes none; leave it out");
        }
        boolean text = TextModels.isOne(config);
        if (ngram != null && !text) {
            throw new UsageException("--ngram is beside a language model, but " + model + " is none; leave it out");
        }
        if (Classifier.isOne(config)) {
            return classify();
        }
        if (Regressor.isOne(config)) {
            return regress();
        }
        if (Autoencoder.isOne(config)) {
            return embed();
        }
        if (Tagger.isOne(config)) {
            return tag(config);
        }
        if (Translator.isOne(config)) {
            return translate();
        }
        if (Forecaster.isOne(config)) {
            return forecast(config);
        }
        TextFigures figures = text(config);
        if (json) {
            io.out().println(figures.toJson());
        } else {
            figures.print(io.out());
        }
        return 0;
    }

    private TextFigures text(JsonObject config) {
        if (ngram != null && (ngram < 1 || ngram > KneserNey.MOST_ORDER)) {
            throw new UsageException("--ngram must be 1 to " + KneserNey.MOST_ORDER + ", got " + ngram);
        }
        Engine engine = Usage.check(threads::start);
        TextModel opened = TextModels.open(engine, model);
        Vocabulary vocabulary = opened.vocabulary();
        Corpus corpus = texts.read(paths);
        TokenStream text = corpus.tokens(vocabulary);
        MeanLoss loss = opened.evaluate(text);
        List<MeanLoss> ngrams = ngram == null
                ? List.of()
                : Ngrams.of(TextData.trainedOn(config, vocabulary), vocabulary.size(), ngram, text);
        return TextFigures.of(vocabulary, corpus.characters(), text, loss, ngrams);
    }

    /** Models that are measured on examples take one file of them. */
    private Path file() {
        if (paths.size() > 1) {
            throw new UsageException("a model of this kind is measured on one file; measure them one by one");
        }
        return Path.of(paths.getFirst());
    }

    private int forecast(JsonObject config) {
        Forecaster opened = Forecaster.open(Usage.check(threads::start), model);
        ForecastReport report = ForecastReport.of(opened, SeriesReader.read(file(), opened.columns()), config);
        if (json) {
            io.out().println(report.toJson());
        } else {
            ForecastTable.print(io.out(), report);
        }
        if (png != null) {
            ForecastPicture.write(report, png);
        }
        return 0;
    }

    private int classify() {
        Classifier opened = Classifier.open(Usage.check(threads::start), model);
        Items labelled = items.file().labelled(file());
        Report report = Report.of(opened, labelled);
        if (json) {
            io.out().println(report.toJson());
        } else {
            ClassReport.print(io.out(), report, labelled);
        }
        return 0;
    }

    private int regress() {
        Regressor opened = Regressor.open(Usage.check(threads::start), model);
        Items labelled = items.file().labelled(file());
        RegressReport report = RegressReport.of(opened, labelled);
        if (json) {
            io.out().println(report.toJson());
        } else {
            RegressFigures.print(io.out(), report, labelled);
        }
        return 0;
    }

    private int embed() {
        Autoencoder opened = Autoencoder.open(Usage.check(threads::start), model);
        Items measured = items.file().full(file());
        Items searched = neighbours == null ? measured : items.file().labelled(neighbours);
        EmbedReport report = EmbedReport.of(opened, measured);
        Neighbours near = null;
        if (measured.isLabelled() && searched.size() > 1) {
            near = neighbours == null ? Neighbours.of(opened, measured) : Neighbours.of(opened, measured, searched);
        }
        if (json) {
            io.out().println(EmbedFigures.json(report, near));
        } else {
            EmbedFigures.print(io.out(), report, measured);
            if (near != null) {
                EmbedFigures.print(io.out(), near, measured, searched);
            }
        }
        return 0;
    }

    private int translate() {
        Bleu.Tokens tokens = switch (tokenize) {
            case "13a" -> Bleu.Tokens.MTEVAL_13A;
            case "none" -> Bleu.Tokens.NONE;
            default -> throw new UsageException("--tokenize must be 13a or none, got " + tokenize);
        };
        Decoding how = decoding.decoding();
        Bitext known = pairs.read(paths.stream().map(Path::of).toList());
        Translator opened = Translator.open(Usage.check(threads::start), model);
        TranslationReport report = TranslationReport.of(opened, known, how, tokens);
        if (json) {
            io.out().println(report.toJson());
        } else {
            TranslationFigures.print(io.out(), report);
        }
        return 0;
    }

    private int tag(JsonObject config) {
        List<Sentence> sentences = TagReader.tagged(file(), column.or(TagTask.column(config)));
        TagReport report = TagReport.of(Tagger.open(Usage.check(threads::start), model), sentences);
        if (json) {
            io.out().println(report.toJson());
        } else {
            TagFigures.print(io.out(), report, sentences);
        }
        return 0;
    }
}
