package dev.unroll.bench.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * Losses. For each there is an input of its name, {@code loss.NAME} of four times the input, and {@code grad.NAME}, the
 * gradient of the input.
 */
public final class Losses {
    private static final long ROWS = 5;
    private static final long CLASSES = 4;
    private static final long MEAN = 1;
    private static final long SUM = 2;
    private static final long IGNORED = -1;

    private final GoldenFile file = new GoldenFile(
            "losses",
            "loss.NAME = mean of the loss of 4 * NAME against target, class or probability, N=" + ROWS + " C="
                    + CLASSES,
            "huber with delta 0.7, smoothing 0.1, hinge times C (a sum over classes), reconstruction a sum over C,"
                    + " class -1 ignored; binary of the sigmoid");
    private final Tensor classes = Tensor.create(new long[] {3, 0, IGNORED, 1, 1});
    private final Tensor all = Tensor.create(new long[] {3, 0, 2, 1, 1});
    private Tensor total = torch.zeros(1).sum();

    private Losses() {}

    /** Writes {@code losses.golden}. */
    public static void record(Path folder) throws IOException {
        try (var _ = new PointerScope()) {
            Losses losses = new Losses();
            losses.elements();
            losses.classes();
            losses.total.backward();
            losses.file.putGradients();
            losses.file.write(folder);
        }
    }

    private void one(String name, UnaryOperator<Tensor> loss) {
        Tensor value = loss.apply(file.input(name, ROWS, CLASSES).mul(new Scalar(4)));
        file.put("loss." + name, value);
        total = total.add(value);
    }

    private void elements() {
        Tensor target = file.constant("target", ROWS, CLASSES);
        Tensor probability = target.add(new Scalar(0.5));
        file.put("probability", probability);
        one("squared", x -> torch.mse_loss(x, target));
        one("absolute", x -> torch.l1_loss(x, target));
        one("huber", x -> torch.huber_loss(x, target, MEAN, 0.7));
        one("binary", x -> torch.binary_cross_entropy(x.sigmoid(), probability));
        one("binary_of_logits", x -> torch.binary_cross_entropy_with_logits(x, probability));
        one("reconstruction", x -> torch.mse_loss(x, target, SUM).div(new Scalar(ROWS)));
    }

    private void classes() {
        file.put("class", classes);
        file.put("class.all", all);
        Tensor weights = file.constant("weights", CLASSES).abs();
        file.put("weights", weights);
        TensorOptional none = new TensorOptional();
        TensorOptional weighted = new TensorOptional(weights);
        one("cross_entropy", x -> torch.cross_entropy_loss(x, classes, none, MEAN, IGNORED, 0));
        one("cross_entropy.weights", x -> torch.cross_entropy_loss(x, classes, weighted, MEAN, IGNORED, 0));
        one("cross_entropy.smoothing", x -> torch.cross_entropy_loss(x, classes, none, MEAN, IGNORED, 0.1));
        one("cross_entropy.both", x -> torch.cross_entropy_loss(x, classes, weighted, MEAN, IGNORED, 0.1));
        Tensor soft = file.constant("distribution", ROWS, CLASSES).softmax(-1);
        file.put("distribution", soft);
        one("cross_entropy.soft", x -> torch.cross_entropy_loss(x, soft));
        one("hinge", x -> torch.multi_margin_loss(x, all).mul(new Scalar(CLASSES)));
    }
}
