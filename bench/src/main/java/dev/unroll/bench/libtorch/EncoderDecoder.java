package dev.unroll.bench.libtorch;

import dev.unroll.bench.MadeUp;
import dev.unroll.bench.Workload;
import dev.unroll.bench.ours.TaskTraining;
import dev.unroll.data.Subwords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.T_TensorT_TensorTensor_T_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * An encoder and a decoder of libtorch's own LSTM, with attention. Luong's hangs on no step's result, so that the decoder runs over all
 * steps at once and attention is libtorch's fused one. Bahdanau's is read by the next step: a loop, with everything before it that does
 * not hang on the step (keys, and products of the words before).
 */
final class EncoderDecoder extends TaskModel {
    private final Workload workload;
    private final EmbeddingImpl sources;
    private final EmbeddingImpl targets;
    private final LSTMImpl encoder;
    private final LSTMImpl decoder;
    private final LinearImpl toHidden;
    private final LinearImpl toCell;
    private final LinearImpl query;
    private final LinearImpl key;
    private final EmbeddingImpl score;
    private final LinearImpl readout;
    private final boolean looksFirst;
    /** Word numbers (T, B); answers (T · B). */
    private final List<Batch> data = new ArrayList<>();

    private record Batch(Tensor source, Tensor before, Tensor answers) {}

    EncoderDecoder(Workload workload) {
        this.workload = workload;
        looksFirst = workload.cell().equals(Workload.BAHDANAU);
        long hidden = workload.hidden();
        long width = workload.embedding();
        sources = with("source.", new EmbeddingImpl(workload.vocabulary(), width));
        targets = with("target.", new EmbeddingImpl(workload.vocabulary(), width));
        LSTMOptions reads = new LSTMOptions(width, hidden);
        reads.bidirectional().put(true);
        encoder = with("encoder.", new LSTMImpl(reads));
        decoder = with("decoder.", new LSTMImpl(new LSTMOptions(looksFirst ? width + 2 * hidden : width, hidden)));
        // our equations name the cell first
        toCell = with("bridges.0.", new LinearImpl(2 * hidden, hidden));
        toHidden = with("bridges.1.", new LinearImpl(2 * hidden, hidden));
        query = with("attention.query.", new LinearImpl(hidden, looksFirst ? hidden : 2 * hidden));
        key = looksFirst ? with("attention.key.", new LinearImpl(2 * hidden, hidden)) : query;
        score = looksFirst ? with("attention.score.", new EmbeddingImpl(1, hidden)) : targets;
        readout = with("readout.", new LinearImpl(3 * hidden, width));
        MadeUp from = TaskTraining.translated(workload, 0);
        MadeUp to = TaskTraining.translated(workload, 1);
        long[][] read = encoded(from);
        long[][] written = encoded(to);
        for (int b = 0; b < read.length; b += workload.batch()) {
            long[] source = new long[workload.time() * workload.batch()];
            long[] before = new long[source.length];
            long[] answers = new long[source.length];
            for (int i = 0; i < source.length; i++) {
                int t = i / workload.batch();
                int line = b + i % workload.batch();
                source[i] = read[line][t];
                answers[i] = written[line][t];
                before[i] = t == 0 ? Subwords.BEGIN : written[line][t - 1];
            }
            data.add(new Batch(table(source), table(before), Tensor.create(answers)));
        }
    }

    private Tensor table(long... ids) {
        return Tensor.create(ids, workload.time(), workload.batch());
    }

    /** Each line with its end. */
    private static long[][] encoded(MadeUp lines) {
        Subwords known = Subwords.words(Subwords.count(lines.lines()), 2);
        return lines.lines().stream()
                .map(line -> {
                    int[] ids = known.encode(line);
                    long[] ended = Arrays.stream(Arrays.copyOf(ids, ids.length + 1))
                            .asLongStream()
                            .toArray();
                    ended[ids.length] = Subwords.END;
                    return ended;
                })
                .toArray(long[][]::new);
    }

    @Override
    int batches() {
        return data.size();
    }

    @Override
    Tensor loss(int batch) {
        Batch one = data.get(batch);
        Scalar scale = new Scalar(Math.sqrt(workload.embedding()));
        T_TensorT_TensorTensor_T_T read = encoder.forward(sources.forward(one.source()).mul(scale));
        Tensor encoded = read.get0();
        Tensor h = toHidden.forward(bothWays(read.get1().get0()));
        Tensor c = toCell.forward(bothWays(read.get1().get1()));
        Tensor before = targets.forward(one.before()).mul(scale);
        Tensor both = looksFirst ? stepByStep(before, encoded, h, c) : atOnce(before, encoded, h, c);
        Tensor answer = readout.forward(both.reshape(-1, 3L * workload.hidden())).tanh();
        return torch.cross_entropy_loss(answer.matmul(targets.weight().t()), one.answers());
    }

    /** Last states (2, B, H) of the directions side by side. */
    private static Tensor bothWays(Tensor states) {
        return torch.cat(new TensorVector(states.select(0, 0), states.select(0, 1)), 1);
    }

    /** (T, B, 3 H). */
    private Tensor atOnce(Tensor before, Tensor encoded, Tensor h, Tensor c) {
        Tensor written = decoder.forward(before, new T_TensorTensor_T(h.unsqueeze(0), c.unsqueeze(0)))
                .get0();
        Tensor keys = encoded.transpose(0, 1).unsqueeze(1);
        Tensor seen = torch.scaled_dot_product_attention(
                query.forward(written).transpose(0, 1).unsqueeze(1),
                keys,
                keys,
                new TensorOptional(),
                0,
                false,
                new DoubleOptional(),
                false);
        return torch.cat(new TensorVector(written, seen.squeeze(1).transpose(0, 1)), 2);
    }

    private Tensor stepByStep(Tensor before, Tensor encoded, Tensor h, Tensor c) {
        long width = workload.embedding();
        Tensor wx = parameter("decoder.weight_ih_l0");
        Tensor bias = parameter("decoder.bias_ih_l0").add(parameter("decoder.bias_hh_l0"));
        // of [what was seen; state] at once
        Tensor ws = torch.cat(new TensorVector(wx.narrow(1, width, 2L * workload.hidden()), parameter("decoder.weight_hh_l0")), 1)
                .t();
        TensorVector hoisted = torch.addmm(
                        bias, before.reshape(-1, width), wx.narrow(1, 0, width).t())
                .view(workload.time(), workload.batch(), -1)
                .unbind(0);
        Tensor keys = key.forward(encoded).transpose(0, 1).contiguous();
        Tensor values = encoded.transpose(0, 1).contiguous();
        Tensor v = score.weight().t();
        TensorVector out = new TensorVector();
        for (long t = 0; t < hoisted.size(); t++) {
            Tensor scores = keys.add(query.forward(h).unsqueeze(1)).tanh().matmul(v);
            Tensor seen = torch.softmax(scores, 1).transpose(1, 2).bmm(values).squeeze(1);
            Tensor gates = torch.addmm(hoisted.get(t), torch.cat(new TensorVector(seen, h), 1), ws);
            TensorVector parts = gates.chunk(4, 1);
            c = torch.addcmul(
                    parts.get(1).sigmoid().mul(c),
                    parts.get(0).sigmoid(),
                    parts.get(2).tanh());
            h = parts.get(3).sigmoid().mul(c.tanh());
            out.push_back(torch.cat(new TensorVector(h, seen), 1));
        }
        return torch.stack(out);
    }
}
