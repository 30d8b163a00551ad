package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.data.Vocabulary;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.Noise;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.Start;
import dev.unroll.nn.Zoneout;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Decay;
import dev.unroll.optim.Schedule;
import dev.unroll.optim.UpdateRule;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.LanguageModel.Architecture;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import dev.unroll.testing.TapeCheck;
import dev.unroll.train.Limit;
import dev.unroll.train.Trainer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LanguageModelTest {
    private final Engine engine = Engine.start(1);

    /** Karpathy's first example of a character model: from h to e, from e to l, from l to l or o. */
    @Test
    void threeUnitsLearnHello() {
        Corpus corpus = Corpus.of("hello");
        var updates = new Updates(UpdateRule.adam(), 0.1, new Schedule.Constant(), Clip.norm(5), Decay.NONE, 0, 1);
        var settings = new TrainingSettings(4, 4, 1, 0, updates, 0, 1);
        var training = new LanguageModelTraining(engine, corpus, new Architecture(Cell.library("rnn"), 3, 1), settings);
        new Trainer(training, new Limit.Steps(200)).run();

        LanguageModel model = training.model();
        assertThat(model.vocabulary().size()).isEqualTo(4);
        int[] tokens = model.vocabulary().encode("hell");
        float[] scores = model.forward(Tape.inference(engine), tokens, model.zeroState(1), new CounterRandom(0, 0))
                .data();
        int[] predicted = new int[4];
        for (int t = 0; t < 4; t++) {
            for (int c = 1; c < 4; c++) {
                predicted[t] = scores[4 * t + c] > scores[4 * t + predicted[t]] ? c : predicted[t];
            }
        }
        assertThat(model.vocabulary().decode(predicted)).isEqualTo("ello");
    }

    @Test
    void noiseIsPartOfTheArchitecture() {
        for (String zoneout : List.of("0.1", "c:0.3,h:0.05")) {
            RecurrentOptions stack =
                    RecurrentOptions.DEFAULT.withLayers(2).withNoise(new Noise(0.2, true, 0.1, Zoneout.parse(zoneout)));
            Architecture noisy = new Architecture(Cell.library("lstm"), 9, stack);
            JsonObject json = Json.parse(Json.line(noisy.toJson()), "the architecture");
            assertThat(Architecture.fromJson(json)).isEqualTo(noisy);
            // As a check of a training does, which turns off what keeps a model from learning by heart.
            Architecture plain = Architecture.fromJson(json.put("zoneout", 0.0));
            assertThat(plain.stack().noise().zoneout()).isEqualTo(Zoneout.NONE);
        }
        assertThatThrownBy(() -> new Architecture(
                        Cell.library("gru"),
                        9,
                        RecurrentOptions.DEFAULT.withNoise(new Noise(0, false, 0, Zoneout.parse("c:0.1")))))
                .hasMessageContaining("no state of cell gru; its states are h");
    }

    @Test
    void opensAsItWasSaved(@TempDir Path folder) {
        LanguageModel model = new LanguageModel(
                engine, new Architecture(Cell.library("lstm"), 9, 2), Vocabulary.of("some letters, añd €\n"));
        model.initialise(5);
        model.save(folder);
        LanguageModel opened = LanguageModel.open(engine, folder);

        assertThat(opened.architecture()).isEqualTo(model.architecture());
        assertThat(opened.vocabulary()).isEqualTo(model.vocabulary());
        assertThat(opened.state().keySet())
                .contains("rnn.weight_ih_l0", "rnn.weight_hh_l1", "rnn.bias_ih_l0", "decoder.weight", "decoder.bias");
        model.state()
                .forEach((name, t) ->
                        assertThat(opened.state().get(name).data()).as(name).isEqualTo(t.data()));
        assertThat(opened.sampler(Sampling.DEFAULT).text("so", 100))
                .isEqualTo(model.sampler(Sampling.DEFAULT).text("so", 100));
    }

    @Test
    void refusesWeightsOfAnotherModel(@TempDir Path folder) throws Exception {
        LanguageModel model =
                new LanguageModel(engine, new Architecture(Cell.library("lstm"), 9, 1), Vocabulary.of("abc"));
        model.save(folder);
        Path config = folder.resolve("config.json");
        String text = java.nio.file.Files.readString(config);
        for (String wrong : new String[] {"\"hidden\": 8", "\"hidden\": 1000000", "\"hidden\": 0"}) {
            java.nio.file.Files.writeString(config, text.replace("\"hidden\": 9", wrong));
            assertThatThrownBy(() -> LanguageModel.open(engine, folder))
                    .as(wrong)
                    .hasMessageContaining("does not fit")
                    .hasMessageContaining("config.json");
        }
    }

    /** A matrix of its own for the scores, the embedding's, and the embedding's behind a projection. */
    private static List<Architecture> withVectors() {
        Architecture plain = new Architecture(Cell.library("gru"), 9, 2);
        return List.of(plain.withEmbedding(5, false), plain.withEmbedding(9, true), plain.withEmbedding(5, true));
    }

    @ParameterizedTest
    @MethodSource("withVectors")
    void vectorsOfSymbols(Architecture architecture, @TempDir Path folder) {
        LanguageModel model = new LanguageModel(engine, architecture, Vocabulary.of("some letters\n"));
        model.initialise(5);
        model.save(folder);
        LanguageModel opened = LanguageModel.open(engine, folder);
        assertThat(opened.architecture()).isEqualTo(architecture);
        assertThat(opened.state().keySet().contains("decoder.weight")).isEqualTo(!architecture.tied());
        assertThat(opened.sampler(Sampling.DEFAULT).text("so", 50))
                .isEqualTo(model.sampler(Sampling.DEFAULT).text("so", 50));
        assertThat(opened.parameterCount())
                .isEqualTo(
                        model.state().values().stream().mapToLong(Tensor::size).sum());
        assertThat(model.symbolVectors()).hasDimensions(model.vocabulary().size(), architecture.embedding());

        // A step at a time, and all at once.
        Reading reading = Reading.of(model, "letters");
        double nats = IntStream.range(0, 7).mapToDouble(reading::surprise).sum();
        assertThat(nats / 7).isCloseTo(loss(model, model.vocabulary().encode("\nletters")), within(1e-5));

        Corpus corpus = Corpus.of("some letters\n".repeat(5));
        GradientReport report = LanguageModelGradients.of(model, corpus.tokens(model.vocabulary()), 20, 2, 1);
        assertThat(report.flow().norm(1, 0, 0)).isGreaterThan(report.flow().norm(1, 0, 15));
        for (Tensor parameter : model.parameters()) {
            assertThat(parameter.gradient()).containsOnly(0);
        }
    }

    /** The one matrix of tied vectors gets the gradient of both its uses. */
    @ParameterizedTest
    @MethodSource("withVectors")
    void gradientsOfVectors(Architecture architecture) {
        TapeCheck check = new TapeCheck();
        LanguageModel model = new LanguageModel(check.engine(), architecture, Vocabulary.of("abcd"));
        model.initialise(2);
        int[] tokens = {0, 1, 1, 3, 2, 0};
        Tensor[] parameters = model.children().entrySet().stream()
                .filter(child -> !child.getKey().equals("rnn."))
                .flatMap(child -> child.getValue().parameters().stream())
                .toArray(Tensor[]::new);
        assertThat(parameters).hasSize(architecture.tied() ? architecture.embedding() == 9 ? 2 : 4 : 3);
        check.check(1e-4, tape -> model.forward(tape, tokens, 2, Start.FRESH, new CounterRandom(0, 0)), parameters);
    }

    /** What a training step sees, written out: the mean over rows of −ln softmax. */
    @Test
    void evaluationIsTheMeanOverEveryCharacter() {
        Corpus corpus = Corpus.of("the quick brown fox jumps over the lazy dog\n".repeat(60));
        LanguageModel model =
                new LanguageModel(engine, new Architecture(Cell.library("gru"), 7, 1), corpus.vocabulary());
        model.initialise(3);
        MeanLoss evaluation = Evaluation.of(model, corpus.tokens(model.vocabulary()));

        int[] tokens = new int[(int) corpus.characters()];
        corpus.tokens(model.vocabulary()).read(0, tokens, 0, tokens.length);
        int lanes = tokens.length / 1000;
        int length = (tokens.length - 1) / lanes;
        double sum = 0;
        for (int lane = 0; lane < lanes; lane++) {
            int begin = lane * length;
            sum += loss(model, Arrays.copyOfRange(tokens, begin, begin + length + 1)) * length;
        }
        int rest = tokens.length - 1 - lanes * length;
        if (rest > 0) {
            sum += loss(model, Arrays.copyOfRange(tokens, lanes * length, tokens.length)) * rest;
        }
        assertThat(evaluation.count()).isEqualTo(tokens.length - 1);
        assertThat(evaluation.nats()).isCloseTo(sum / (tokens.length - 1), within(1e-6));
    }

    private double loss(LanguageModel model, int[] tokens) {
        int n = tokens.length - 1;
        Tape tape = Tape.inference(engine);
        var scores = model.forward(tape, Arrays.copyOf(tokens, n), model.zeroState(1), new CounterRandom(0, 0));
        return tape.crossEntropy(scores, Arrays.copyOfRange(tokens, 1, n + 1)).item();
    }
}
