package dev.unroll.tasks.embed;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Embedding;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentStream;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.recurrence.Init;
import dev.unroll.tasks.items.Known;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes items from their vectors: a recurrence whose first states are linear in the vector and which reads it at every step (Cho et al. 2014),
 * of texts with the word before. A step of a series is written without those before, so that all are computed at once.
 */
final class Writer {
    private final @Nullable Embedding words;
    private final Recurrent rnn;
    private final List<Linear> starts = new ArrayList<>();
    private final Linear answers;
    /** Stands before the first word and, as an answer, for the end. */
    private final int edge;

    Writer(Engine engine, EmbedArchitecture a, Known known) {
        int hidden = a.encoder().hidden();
        edge = known.size();
        words = edge == 0 ? null : new Embedding(edge + 1, a.encoder().embedding());
        rnn = new Recurrent(engine, a.encoder().cell(), Recurrent.features(a.read(known)), hidden, a.writer());
        int states = a.encoder().layers() * a.encoder().cell().states().size();
        for (int i = 0; i < states; i++) {
            starts.add(new Linear(a.vector(), hidden));
        }
        answers = new Linear(hidden, EmbedArchitecture.answers(known));
    }

    void initialise(long seed) {
        if (words != null) {
            words.initialise(seed, "words.", new Init.Uniform(0.25));
        }
        rnn.initialise(seed, "writer.");
        for (int i = 0; i < starts.size(); i++) {
            starts.get(i).initialise(seed, start(i));
        }
        if (words == null) {
            // A fresh one says the mean.
            answers.initialise(seed, "answers.", new Init.Constant(0), new Init.Constant(0));
        } else {
            answers.initialise(seed, "answers.");
        }
    }

    private static String start(int i) {
        return "starts." + i + ".";
    }

    int edge() {
        return edge;
    }

    private List<Tensor> starts(Tape tape, Tensor vectors) {
        return starts.stream().map(s -> s.forward(tape, vectors)).toList();
    }

    /** What is read at each step: the vectors over and over, and the words before. */
    private Tensor read(Tape tape, Tensor vectors, int @Nullable [] before, int rows) {
        int batch = vectors.size(0);
        int[] which = new int[rows];
        Arrays.setAll(which, row -> row % batch);
        Tensor repeated = rows == batch ? vectors : tape.gather(vectors, which);
        return words == null || before == null
                ? repeated
                : tape.concatenate(List.of(words.forward(tape, before), repeated));
    }

    /**
     * Answers where what stands before each step is known.
     *
     * @param vectors [batch × width]
     * @param before words, of row t · batch + b; null for series
     * @param asked rows that are answered
     * @return [asked rows × answers]
     */
    Tensor forward(
            Tape tape, Tensor vectors, int @Nullable [] before, int[] lengths, int[] asked, CounterRandom random) {
        int batch = lengths.length;
        int steps = Arrays.stream(lengths).max().orElse(0);
        Tensor x = read(tape, vectors, before, steps * batch);
        Sequences in = Sequences.of(x, batch).withLengths(lengths);
        Tensor h = rnn.unroll(tape, in, Start.at(starts(tape, vectors)), random).output();
        return answers.forward(tape, tape.gather(h, asked));
    }

    /**
     * Writes texts, the likeliest word at each step.
     *
     * @param tape one for inference
     * @param most words of each
     */
    int[][] write(Tape tape, Tensor vectors, int... most) {
        int batch = vectors.size(0);
        RecurrentStream stream = rnn.stream(batch);
        float[][] states =
                Arrays.stream(stream.state().values()).flatMap(Arrays::stream).toArray(float[][]::new);
        List<Tensor> begin = starts(tape, vectors);
        for (int i = 0; i < states.length; i++) {
            System.arraycopy(begin.get(i).data(), 0, states[i], 0, states[i].length);
        }
        float[] kept = vectors.data().clone();
        int[] last = new int[batch];
        Arrays.fill(last, edge);
        int[] lengths = new int[batch];
        int[][] written = new int[batch][];
        Arrays.setAll(written, b -> new int[most[b]]);
        boolean[] over = new boolean[batch];
        for (int left = batch; left > 0; ) {
            tape.reset();
            Tensor x = read(tape, Tensor.of(kept, vectors.shape()), last, batch);
            Tensor scores = answers.forward(tape, Tensor.of(stream.step(x.data()), batch, rnn.outputWidth()));
            for (int b = 0; b < batch; b++) {
                if (!over[b]) {
                    last[b] = best(scores.data(), b * (edge + 1), edge + 1);
                    if (last[b] != edge) {
                        written[b][lengths[b]++] = last[b];
                    }
                    over[b] = last[b] == edge || lengths[b] == most[b];
                    left -= over[b] ? 1 : 0;
                }
            }
        }
        for (int b = 0; b < batch; b++) {
            written[b] = Arrays.copyOf(written[b], lengths[b]);
        }
        return written;
    }

    private static int best(float[] scores, int from, int count) {
        int best = 0;
        for (int c = 1; c < count; c++) {
            best = scores[from + c] > scores[from + best] ? c : best;
        }
        return best;
    }

    Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        if (words != null) {
            children.put("words.", words);
        }
        children.put("writer.", rnn);
        for (int i = 0; i < starts.size(); i++) {
            children.put(start(i), starts.get(i));
        }
        children.put("answers.", answers);
        return children;
    }
}
