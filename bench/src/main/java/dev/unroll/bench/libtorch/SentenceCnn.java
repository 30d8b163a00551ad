package dev.unroll.bench.libtorch;

import dev.unroll.bench.MadeUp;
import dev.unroll.bench.Workload;
import dev.unroll.tasks.Words;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Conv1dOptions;
import org.bytedeco.pytorch.EmbeddingImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * Kim's sentence CNN: libtorch's convolutions (oneDNN's) or products of what they read, the largest over time, a linear layer. Of
 * rectified numbers the largest is taken first, as ours does.
 */
final class SentenceCnn extends TaskModel {
    private final boolean products;
    private final EmbeddingImpl embedding;
    private final List<Conv1dImpl> convolutions = new ArrayList<>();
    private final LinearImpl scores;
    /** (B, T) each. */
    private final List<Tensor> words = new ArrayList<>();

    private final List<Tensor> classes = new ArrayList<>();

    /** @param products whether convolutions are products of what each output reads, written out as a row */
    SentenceCnn(Workload workload, boolean products) {
        this.products = products;
        embedding = with("embedding.", new EmbeddingImpl(workload.vocabulary(), workload.embedding()));
        for (int width : Workload.WIDTHS) {
            Conv1dOptions options =
                    new Conv1dOptions(workload.embedding(), workload.hidden(), new LongPointer(new long[] {width}));
            options.padding().put(new LongPointer(new long[] {width - 1L}));
            convolutions.add(with("convolutions." + convolutions.size() + ".", new Conv1dImpl(options)));
        }
        long pooled = (long) Workload.WIDTHS.size() * workload.hidden();
        scores = with("scores.", new LinearImpl(pooled, Workload.CLASSES));
        MadeUp texts = MadeUp.of(workload.vocabulary() - 1, workload.time(), workload.batch(), 0);
        Words known = Words.of(texts.lines().stream().flatMap(line -> Arrays.stream(line.split(" "))), 1);
        for (int from = 0; from < texts.lines().size(); from += workload.batch()) {
            int to = from + workload.batch();
            long[] ids = texts.lines().subList(from, to).stream()
                    .flatMap(line -> Arrays.stream(line.split(" ")))
                    .mapToLong(known::number)
                    .toArray();
            words.add(Tensor.create(ids, workload.batch(), workload.time()));
            classes.add(Tensor.create(IntStream.range(from, to)
                    .mapToLong(i -> Long.parseLong(MadeUp.label(i)))
                    .toArray()));
        }
    }

    @Override
    int batches() {
        return words.size();
    }

    @Override
    Tensor loss(int batch) {
        // (B, T, E) to (B, E, T)
        Tensor x = embedding.forward(words.get(batch)).transpose(1, 2);
        TensorVector largest = new TensorVector();
        for (Conv1dImpl convolution : convolutions) {
            largest.push_back(products ? largest(x, convolution) : convolution.forward(x).amax(new long[] {2}, false));
        }
        return torch.cross_entropy_loss(scores.forward(torch.relu(torch.cat(largest, 1))), classes.get(batch));
    }

    private static Tensor largest(Tensor x, Conv1dImpl convolution) {
        Tensor weight = convolution.weight();
        long width = weight.size(2);
        Tensor reads = torch.constant_pad_nd(x.transpose(1, 2), 0, 0, width - 1, width - 1)
                .unfold(1, width, 1);
        return torch.addmm(
                        convolution.bias(),
                        reads.reshape(-1, weight.size(1) * width),
                        weight.view(weight.size(0), -1).t())
                .view(x.size(0), -1, weight.size(0))
                .amax(new long[] {1}, false);
    }
}
