package dev.unroll.tasks.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Corpus;
import dev.unroll.data.Level;
import dev.unroll.data.TokenStream;
import dev.unroll.data.Vocabulary;
import dev.unroll.kernel.Engine;
import dev.unroll.metrics.MeanLoss;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;
import dev.unroll.tasks.Evaluation;
import dev.unroll.tasks.Lanes;
import dev.unroll.tasks.LanguageModel;
import dev.unroll.tasks.Reading;
import dev.unroll.tasks.Sampling;
import dev.unroll.tasks.TextModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatcherTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz ,.\n";

    private final Engine engine = Engine.start(2);

    private TextModel model(String cell, int layers, boolean skips) {
        RecurrentOptions stack =
                RecurrentOptions.DEFAULT.withLayers(layers).withSkips(skips).withResidual(!skips);
        LanguageModel model = new LanguageModel(
                engine, new LanguageModel.Architecture(Cell.library(cell), 37, stack), Vocabulary.of(ALPHABET));
        model.initialise(7);
        return model;
    }

    private static Writing writing(TextModel model, String prime, int length, Sampling sampling, String... stops) {
        return new Writing(
                model.vocabulary(),
                new Writing.Order(prime, length, List.of(stops), sampling),
                Integer.MAX_VALUE,
                LONG);
    }

    private static String text(Writing writing) throws InterruptedException {
        writing.await();
        return writing.take(Duration.ZERO);
    }

    /** Texts of all lengths come while others are under way, more than there are lanes. */
    @ParameterizedTest
    @ValueSource(strings = {"lstm", "gru", "rnn", "lstm-ln"})
    void everyTextIsTheOneWrittenAlone(String cell) throws Exception {
        everyTextIsTheOneWrittenAlone(model(cell, 3, cell.equals("gru")));
    }

    @Test
    void everyTextIsTheOneWrittenAloneFromVectors() throws Exception {
        LanguageModel model = new LanguageModel(
                engine,
                new LanguageModel.Architecture(Cell.library("lstm"), 37, 2).withEmbedding(19, true),
                Vocabulary.of(ALPHABET));
        model.initialise(7);
        everyTextIsTheOneWrittenAlone(model);
    }

    private void everyTextIsTheOneWrittenAlone(TextModel model) throws Exception {
        AtomicInteger fullest = new AtomicInteger();
        try (Batcher batcher =
                new Batcher("test", model, 13, (lanes, _, _) -> fullest.accumulateAndGet(lanes, Math::max))) {
            List<Writing> all = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                Writing writing = writing(model, prime(i), 20 + 7 * (i % 11), sampling(i));
                all.add(writing);
                batcher.add(writing);
                if (i % 5 == 0) {
                    all.get(i / 2).await();
                }
            }
            for (int i = 0; i < all.size(); i++) {
                String alone = model.sampler(sampling(i)).text(prime(i), 20 + 7 * (i % 11));
                assertThat(prime(i) + text(all.get(i))).as("text " + i).isEqualTo(alone);
            }
        }
        assertThat(fullest.get()).isEqualTo(13);
    }

    private static Sampling sampling(int i) {
        return new Sampling(i % 3 == 0 ? 0.5 : 1.3, i % 4 == 0 ? 5 : 0, i % 5 == 0 ? 0.8 : 1, i);
    }

    private static String prime(int i) {
        return ALPHABET.substring(i % 9, i % 9 + i % 17);
    }

    @Test
    void scoresAreThoseOfAReading() throws Exception {
        LanguageModel model = (LanguageModel) model("lstm", 2, false);
        String text = "the quick, brown fox.";
        Scoring scoring = new Scoring(model.vocabulary(), text.substring(0, 5), text.substring(5), LONG);
        Scoring one = new Scoring(model.vocabulary(), "", "t", LONG);
        try (Batcher batcher = new Batcher("test", model, 4, (_, _, _) -> {})) {
            batcher.add(scoring);
            batcher.add(one);
            assertThat(scoring.await()).isEqualTo(Passage.End.FINISHED);
            assertThat(one.await()).isEqualTo(Passage.End.FINISHED);
        }
        Reading reading = Reading.of(model, text);
        double[] scores = scoring.logProbabilities();
        assertThat(scores).hasSize(text.length() - 5);
        for (int t = 0; t < scores.length; t++) {
            assertThat(-scores[t]).isCloseTo(reading.surprise(t + 5), within(1e-12));
        }
        assertThat(one.nats()).isCloseTo(reading.surprise(0), within(1e-12));
        // As `eval` has it, of the text after its first character.
        double nats = Evaluation.of(model, Corpus.of("\n" + text).tokens(model.vocabulary()))
                        .nats()
                * text.length();
        Scoring whole = new Scoring(model.vocabulary(), "", text, LONG);
        try (Batcher batcher = new Batcher("test", model, 1, (_, _, _) -> {})) {
            batcher.add(whole);
            whole.await();
        }
        assertThat(whole.nats()).isCloseTo(nats, within(1e-4));
    }

    /** Of words, and of pieces whose characters are not whole: a fresh model writes any bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"word", "bpe"})
    void otherSymbolsThanCharacters(String level) throws Exception {
        String known = "The cat, \"Tom\", sat on the mat: the mat é.\n";
        Vocabulary vocabulary = Level.of(level, 290).learn(Corpus.of(known.repeat(3)), 0);
        LanguageModel model = new LanguageModel(
                engine,
                new LanguageModel.Architecture(Cell.library("gru"), 20, 1).withEmbedding(12, level.equals("bpe")),
                vocabulary);
        model.initialise(3);
        Sampling sampling = new Sampling(1, 0, 1, 5);
        Writing written = writing(model, "The cat", 60, sampling);
        Writing stopped = writing(model, "The cat", 60, sampling, "at");
        Scoring scoring = new Scoring(vocabulary, "The cat", " sat on", LONG);
        try (Batcher batcher = new Batcher("test", model, 4, (_, _, _) -> {})) {
            batcher.add(written);
            batcher.add(stopped);
            batcher.add(scoring);
            scoring.await();
            String alone = model.sampler(sampling).text("The cat", 60).substring("The cat".length());
            assertThat(text(written)).isEqualTo(alone);
            int stop = alone.indexOf("at");
            assertThat(text(stopped)).isEqualTo(stop < 0 ? alone : alone.substring(0, stop));
        }
        Reading reading = Reading.of(model, "The cat sat on");
        int given = vocabulary.encode("The cat").length;
        assertThat(scoring.symbols()).isEqualTo(vocabulary.encode(" sat on"));
        for (int t = 0; t < scoring.symbols().length; t++) {
            assertThat(-scoring.logProbabilities()[t]).isCloseTo(reading.surprise(given + t), within(1e-12));
        }
        assertThat(String.join(
                        "",
                        IntStream.range(0, reading.length())
                                .mapToObj(reading::symbol)
                                .toList()))
                .isEqualTo("The cat sat on");
    }

    @Test
    void aVectorIsTheStateAfterTheText() throws Exception {
        LanguageModel model = (LanguageModel) model("rnn", 1, true);
        Embedding embedding = new Embedding(model.vocabulary(), "some text", LONG);
        try (Batcher batcher = new Batcher("test", model, 2, (_, _, _) -> {})) {
            batcher.add(embedding);
            embedding.await();
        }
        Reading reading = Reading.of(model, "some text");
        assertThat(embedding.vector()).isEqualTo(reading.state(0, reading.length() - 1));
    }

    /** Whatever fails, and wherever: who is under way is told, and who comes later is served. */
    @Test
    void aFailureWhereALaneBeginsEndsNobodyElse() throws Exception {
        TextModel model = model("rnn", 1, false);
        boolean[] fails = {false};
        try (Batcher batcher = new Batcher("test", failing(model, fails), 2, (_, _, _) -> {})) {
            fails[0] = true;
            Writing first = writing(model, "a", 5, Sampling.DEFAULT);
            batcher.add(first);
            assertThatThrownBy(first::await).hasMessageContaining("no lane");
            Writing second = writing(model, "a", 5, Sampling.DEFAULT);
            batcher.add(second);
            assertThat(second.await(Duration.ofSeconds(30))).isEqualTo(Passage.End.FINISHED);
        }
    }

    /** The model with lanes of which the next fails to begin. */
    private static TextModel failing(TextModel model, boolean[] fails) {
        return new TextModel() {
            @Override
            public Engine engine() {
                return model.engine();
            }

            @Override
            public Vocabulary vocabulary() {
                return model.vocabulary();
            }

            @Override
            public MeanLoss evaluate(TokenStream text) {
                return model.evaluate(text);
            }

            @Override
            public long parameterCount() {
                return model.parameterCount();
            }

            @Override
            public float[][] symbolVectors() {
                return model.symbolVectors();
            }

            @Override
            public Lanes lanes(int most) {
                Lanes lanes = model.lanes(most);
                return new Lanes() {
                    @Override
                    public void begin(int lane) {
                        if (fails[0]) {
                            fails[0] = false;
                            throw new IllegalStateException("no lane");
                        }
                        lanes.begin(lane);
                    }

                    @Override
                    public void move(int from, int to) {
                        lanes.move(from, to);
                    }

                    @Override
                    public void step(int[] tokens, int count, float[] scores) {
                        lanes.step(tokens, count, scores);
                    }

                    @Override
                    public int width() {
                        return lanes.width();
                    }

                    @Override
                    public float[] vector(int lane) {
                        return lanes.vector(lane);
                    }
                };
            }
        };
    }

    @Test
    void stopStringsEndATextBeforeThem() throws Exception {
        TextModel model = model("lstm", 1, false);
        String alone = model.sampler(Sampling.DEFAULT).text("", 200);
        String stop = alone.substring(50, 54);
        try (Batcher batcher = new Batcher("test", model, 2, (_, _, _) -> {})) {
            Writing writing = writing(model, "", 200, Sampling.DEFAULT, "no such text", stop);
            batcher.add(writing);
            assertThat(text(writing)).isEqualTo(alone.substring(0, alone.indexOf(stop)));
            assertThat(writing.isStopped()).isTrue();
        }
    }

    @Test
    void aTextWhoseReaderIsFarBehindWaitsAndTheOthersGoOn() throws Exception {
        TextModel model = model("gru", 2, false);
        Writing.Order order = new Writing.Order("", 500, List.of(), Sampling.DEFAULT);
        Writing slow = new Writing(model.vocabulary(), order, 50, LONG);
        try (Batcher batcher = new Batcher("test", model, 2, (_, _, _) -> {})) {
            batcher.add(slow);
            Writing other = writing(model, "", 2000, Sampling.DEFAULT);
            batcher.add(other);
            assertThat(text(other)).hasSize(2000);
            assertThat(slow.written()).isEqualTo(50);
            StringBuilder taken = new StringBuilder();
            while (!slow.isOver() || taken.length() < 500) {
                String piece = slow.take(LONG);
                assertThat(piece.length()).isLessThanOrEqualTo(50);
                taken.append(piece);
            }
            assertThat(taken.toString())
                    .isEqualTo(model.sampler(Sampling.DEFAULT).text("", 500));
        }
    }

    @Test
    void whoGivesUpMakesRoom() throws Exception {
        TextModel model = model("gru", 1, false);
        try (Batcher batcher = new Batcher("test", model, 1, (_, _, _) -> {})) {
            Writing endless = writing(model, "", Integer.MAX_VALUE, Sampling.DEFAULT);
            Writing next = writing(model, "", 10, Sampling.DEFAULT);
            Scoring late = new Scoring(model.vocabulary(), "", "late", Duration.ofMillis(50));
            batcher.add(endless);
            batcher.add(late);
            batcher.add(next);
            assertThat(late.await()).isEqualTo(Passage.End.TIMED_OUT); // it waited for a lane
            assertThat(batcher.running()).isEqualTo(1);
            assertThat(batcher.waiting()).isEqualTo(1);
            endless.cancel();
            assertThat(endless.await()).isEqualTo(Passage.End.CANCELLED);
            assertThat(text(next)).hasSize(10);
        }
    }

    @Test
    void closingEndsEverything() throws Exception {
        TextModel model = model("gru", 1, false);
        Writing running = writing(model, "", Integer.MAX_VALUE, Sampling.DEFAULT);
        Writing waiting = writing(model, "", 10, Sampling.DEFAULT);
        Batcher batcher = new Batcher("test", model, 1, (_, _, _) -> {});
        batcher.add(running);
        batcher.add(waiting);
        running.awaitBegin();
        batcher.close();
        assertThat(running.await()).isEqualTo(Passage.End.CLOSED);
        assertThat(waiting.await()).isEqualTo(Passage.End.CLOSED);
        assertThatThrownBy(() -> batcher.add(waiting)).hasMessageContaining("closed");
    }

    @Test
    void aMistakeIsToldAndTheNextTextIsWritten() throws Exception {
        TextModel model = model("gru", 1, false);
        try (Batcher batcher = new Batcher("test", model, 2, (lanes, _, _) -> {
            if (lanes == 2) {
                throw new IllegalStateException("two at once");
            }
        })) {
            Writing first = writing(model, "", Integer.MAX_VALUE, Sampling.DEFAULT);
            batcher.add(first);
            batcher.add(writing(model, "", Integer.MAX_VALUE, Sampling.DEFAULT));
            assertThatThrownBy(first::await).hasMessageContaining("two at once");
            Writing next = writing(model, "", 10, Sampling.DEFAULT);
            batcher.add(next);
            assertThat(text(next)).hasSize(10);
        }
    }
}
