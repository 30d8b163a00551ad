package dev.unroll.bench.libtorch;

import dev.unroll.bench.Job;
import dev.unroll.bench.Workload;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LSTMImpl;
import org.bytedeco.pytorch.LSTMOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Whole training steps of a tagger on random words and tags: an LSTM that reads both ways, and a conditional random field. */
final class Tagging implements Job {
    private static final int BATCHES = 16;

    private final Workload workload;
    private final EmbeddingImpl embedding;
    private final LSTMImpl lstm;
    private final LinearImpl scores;
    private final ComposedCrf crf = ComposedCrf.of(Workload.TAGS);
    private final TensorVector parameters = new TensorVector();
    private final Adam optimizer;
    private final Tensor words;
    private final Tensor tags;
    private int next;

    Tagging(Workload workload) {
        this.workload = workload;
        embedding = new EmbeddingImpl(workload.vocabulary(), workload.embedding());
        LSTMOptions options = new LSTMOptions(workload.embedding(), workload.hidden());
        options.num_layers().put(workload.layers());
        options.bidirectional().put(true);
        lstm = new LSTMImpl(options);
        scores = new LinearImpl(2L * workload.hidden(), Workload.TAGS);
        for (Module module : List.of(embedding, lstm, scores)) {
            TensorVector of = module.parameters();
            for (long i = 0; i < of.size(); i++) {
                parameters.push_back(of.get(i));
            }
        }
        crf.parameters().forEach(parameters::push_back);
        optimizer = new Adam(parameters, new AdamOptions(2e-3));
        long[] shape = {BATCHES * (long) workload.time(), workload.batch()};
        words = torch.randint(workload.vocabulary(), shape);
        tags = torch.randint(Workload.TAGS, shape);
    }

    @Override
    public double units() {
        return workload.units();
    }

    @Override
    public double step() {
        try (var _ = new PointerScope()) {
            long from = next++ % BATCHES * (long) workload.time();
            Tensor x = embedding.forward(words.narrow(0, from, workload.time()));
            Tensor read = lstm.forward(x).get0();
            Tensor loss = crf.loss(scores.forward(read), tags.narrow(0, from, workload.time()));
            optimizer.zero_grad();
            loss.backward();
            torch.clip_grad_norm_(parameters, 5);
            optimizer.step();
            return loss.item_float();
        }
    }
}
