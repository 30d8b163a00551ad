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
 * Activations and normalisations. For each there is an input of its name, {@code out.NAME} of seven times the input,
 * {@code upstream.NAME} and {@code grad.NAME}, the gradient of the input.
 */
public final class Functions {
    private static final long ROWS = 5;
    private static final long COLUMNS = 6;
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.1;

    private final GoldenFile file = new GoldenFile(
            "functions",
            "out.NAME = f(7 * NAME), N=" + ROWS + " C=" + COLUMNS + "; gelu with tanh, maxout of neighbouring pairs,"
                    + " rbf around 1 over a distance of 2",
            "loss = sum of out.NAME * upstream.NAME");
    private Tensor loss = torch.zeros(1).sum();

    private Functions() {}

    /** Writes {@code functions.golden}. */
    public static void record(Path folder) throws IOException {
        try (var _ = new PointerScope()) {
            Functions f = new Functions();
            f.one("sigmoid", torch::sigmoid);
            f.one("tanh", torch::tanh);
            f.one("relu", torch::relu);
            f.one("leaky_relu", torch::leaky_relu);
            f.one("softplus", torch::softplus);
            f.one("hardtanh", torch::hardtanh);
            f.one("gelu", x -> torch.gelu(x, "tanh"));
            f.one("silu", torch::silu);
            f.one(
                    "rbf",
                    x -> x.sub(new Scalar(1)).div(new Scalar(2)).square().neg().exp());
            f.one("softmax", x -> torch.softmax(x, -1));
            f.one("log_softmax", x -> torch.log_softmax(x, -1));
            f.one("maxout", x -> torch.amax(x.view(ROWS, COLUMNS / 2, 2), new long[] {-1}, false));
            f.layerNorm();
            f.batchNorm();
            f.loss.backward();
            f.file.putGradients();
            f.file.write(folder);
        }
    }

    private void one(String name, UnaryOperator<Tensor> f) {
        put(name, f.apply(file.input(name, ROWS, COLUMNS).mul(new Scalar(7))));
    }

    private void put(String name, Tensor out) {
        file.put("out." + name, out);
        Tensor upstream = file.constant("upstream." + name, out.sizes().vec().get());
        loss = loss.add(out.mul(upstream).sum());
    }

    private void layerNorm() {
        Tensor x = file.input("layer_norm", ROWS, COLUMNS);
        TensorOptional weight = new TensorOptional(file.input("layer_norm.weight", COLUMNS));
        TensorOptional bias = new TensorOptional(file.input("layer_norm.bias", COLUMNS));
        Tensor scaled = x.mul(new Scalar(7));
        put("layer_norm", torch.layer_norm(scaled, new long[] {COLUMNS}, weight, bias, EPSILON, false));
    }

    /** The running averages are recorded as one step leaves them, then used without training. */
    private void batchNorm() {
        Tensor x = file.input("batch_norm", ROWS, COLUMNS);
        TensorOptional weight = new TensorOptional(file.input("batch_norm.weight", COLUMNS));
        TensorOptional bias = new TensorOptional(file.input("batch_norm.bias", COLUMNS));
        Tensor mean = torch.zeros(COLUMNS);
        Tensor variance = torch.ones(COLUMNS);
        Tensor scaled = x.mul(new Scalar(7));
        put("batch_norm", batchNorm(scaled, weight, bias, mean, variance, true));
        file.put("batch_norm.running_mean", mean);
        file.put("batch_norm.running_var", variance);
        file.put("batch_norm.test", batchNorm(scaled.detach(), weight, bias, mean, variance, false));
    }

    private static Tensor batchNorm(
            Tensor x, TensorOptional weight, TensorOptional bias, Tensor mean, Tensor variance, boolean training) {
        return torch.batch_norm(
                x,
                weight,
                bias,
                new TensorOptional(mean),
                new TensorOptional(variance),
                training,
                MOMENTUM,
                EPSILON,
                false);
    }
}
