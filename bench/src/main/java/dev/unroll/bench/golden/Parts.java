package dev.unroll.bench.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Convolution over time, attention, and the CTC loss. */
public final class Parts {
    private static final long TIME = 6;
    private static final long BATCH = 2;
    private static final long WIDTH = 8;
    private static final long HEADS = 2;

    private Parts() {}

    /** Writes {@code conv1d.golden}, {@code transformer.golden} and {@code ctc.golden}. */
    public static void record(Path folder) throws IOException {
        convolution(folder);
        transformer(folder);
        ctc(folder);
    }

    /** One way to convolve. */
    private record Way(String name, long kernel, long stride, long padding, long dilation, long groups, String mode) {}

    private static void convolution(Path folder) throws IOException {
        List<Way> ways = List.of(
                new Way("plain", 3, 1, 0, 1, 1, ""),
                new Way("stride", 3, 2, 1, 1, 1, ""),
                new Way("dilation", 2, 1, 2, 3, 1, ""),
                new Way("groups", 3, 1, 1, 1, 2, ""),
                new Way("reflect", 3, 1, 2, 1, 1, "reflect"),
                new Way("replicate", 3, 2, 2, 1, 2, "replicate"),
                new Way("circular", 3, 1, 2, 1, 1, "circular"));
        try (var _ = new PointerScope()) {
            GoldenFile file = new GoldenFile(
                    "conv1d",
                    "out.NAME = conv1d(x, NAME.weight, NAME.bias), x [T x B x C], T=" + TIME + " B=" + BATCH
                            + " C=4, 6 channels out",
                    "loss = sum of out.NAME * upstream.NAME");
            Tensor loss = torch.zeros(1).sum();
            Tensor x = file.input("x", TIME, BATCH, 4);
            for (Way way : ways) {
                Tensor weight = file.input(way.name + ".weight", 6, 4 / way.groups, way.kernel);
                Tensor bias = file.input(way.name + ".bias", 6);
                Tensor channels = x.permute(1, 2, 0);
                boolean zeros = way.mode.isEmpty();
                if (!zeros) {
                    channels = padded(channels, way);
                }
                long[] padding = {zeros ? way.padding : 0};
                Tensor out = torch.conv1d(
                                channels,
                                weight,
                                new TensorOptional(bias),
                                new long[] {way.stride},
                                padding,
                                new long[] {way.dilation},
                                way.groups)
                        .permute(2, 0, 1);
                file.put("out." + way.name, out);
                Tensor upstream = file.constant(
                        "upstream." + way.name, out.sizes().vec().get());
                loss = loss.add(out.mul(upstream).sum());
            }
            loss.backward();
            file.putGradients();
            file.write(folder);
        }
    }

    private static Tensor padded(Tensor channels, Way way) {
        long[] both = {way.padding, way.padding};
        return switch (way.mode) {
            case "reflect" -> torch.reflection_pad1d(channels, both);
            case "replicate" -> torch.replication_pad1d(channels, both);
            default ->
                torch.cat(
                        new TensorVector(
                                channels.narrow(2, TIME - way.padding, way.padding),
                                channels,
                                channels.narrow(2, 0, way.padding)),
                        2);
        };
    }

    /** A causal block over sequences of 6 and 4 steps, with linear biases, normalised first. */
    private static void transformer(Path folder) throws IOException {
        try (var _ = new PointerScope()) {
            GoldenFile file = new GoldenFile(
                    "transformer",
                    "a causal transformer layer, normalised first, ALiBi; T=" + TIME + " B=" + BATCH + " width " + WIDTH
                            + ", " + HEADS + " heads",
                    "loss = sum of out * upstream over steps within lengths");
            Tensor x = file.input("x", TIME, BATCH, WIDTH);
            Tensor normal = norm(file, "norm1", x);
            Tensor qkv = linear(file, "self_attn.in_proj_", normal, 3 * WIDTH, WIDTH);
            long d = WIDTH / HEADS;
            Tensor q = head(qkv.narrow(2, 0, WIDTH), d);
            Tensor k = head(qkv.narrow(2, WIDTH, WIDTH), d);
            Tensor v = head(qkv.narrow(2, 2 * WIDTH, WIDTH), d);
            Tensor scores = q.matmul(k.transpose(2, 3)).div(new Scalar(Math.sqrt(d))).add(bias());
            Tensor seen = torch.softmax(scores, -1).matmul(v).permute(2, 0, 1, 3).reshape(TIME, BATCH, WIDTH);
            Tensor middle = x.add(linear(file, "self_attn.out_proj.", seen, WIDTH, WIDTH));
            Tensor wide = linear(file, "linear1.", norm(file, "norm2", middle), 4 * WIDTH, WIDTH);
            Tensor out =
                    middle.add(linear(file, "linear2.", torch.gelu(wide, "tanh"), WIDTH, 4 * WIDTH));
            file.put("lengths", Tensor.create(new long[] {TIME, 4}));
            file.put("out", out);
            Tensor upstream = file.constant("upstream", TIME, BATCH, WIDTH);
            Tensor counts = torch.ones(TIME, BATCH, 1);
            counts.narrow(0, 4, 2).narrow(1, 1, 1).zero_();
            out.mul(upstream).mul(counts).sum().backward();
            file.putGradients();
            file.write(folder);
        }
    }

    private static Tensor norm(GoldenFile file, String name, Tensor x) {
        TensorOptional weight = new TensorOptional(file.input(name + ".weight", WIDTH));
        TensorOptional bias = new TensorOptional(file.input(name + ".bias", WIDTH));
        return torch.layer_norm(x, new long[] {WIDTH}, weight, bias, 1e-5, false);
    }

    private static Tensor linear(GoldenFile file, String prefix, Tensor x, long out, long in) {
        Tensor weight = file.input(prefix + "weight", out, in);
        return x.matmul(weight.t()).add(file.input(prefix + "bias", out));
    }

    /** (T, B, width) to (B, heads, T, d). */
    private static Tensor head(Tensor columns, long d) {
        return columns.reshape(TIME, BATCH, HEADS, d).permute(1, 2, 0, 3);
    }

    /** −2^(−8 h / heads) for each step between query and key; none of the later keys, nor those past a length of 4. */
    private static Tensor bias() {
        double[] bias = new double[Math.toIntExact(BATCH * HEADS * TIME * TIME)];
        for (int i = 0; i < bias.length; i++) {
            long key = i % TIME;
            long query = i / TIME % TIME;
            long head = i / (TIME * TIME) % HEADS;
            boolean seen = key <= query && (i < bias.length / 2 || key < 4);
            bias[i] = seen ? -Math.pow(2, -8.0 * (head + 1) / HEADS) * (query - key) : -1e9;
        }
        return Tensor.create(bias, BATCH, HEADS, TIME, TIME);
    }

    /** Labels 1 2 2 in 6 steps, and 3 in 4. */
    private static void ctc(Path folder) throws IOException {
        try (var _ = new PointerScope()) {
            GoldenFile file = new GoldenFile(
                    "ctc",
                    "loss = mean over B of ctc(log_softmax(4 * x), labels) / count of labels, blank 0, T=" + TIME
                            + " B=" + BATCH + " C=5",
                    "labels 1 2 2 in 6 steps, and 3 in 4");
            Tensor x = file.input("x", TIME, BATCH, 5);
            Tensor labels = Tensor.create(new long[] {1, 2, 2, 3});
            Tensor loss = torch.ctc_loss(
                    torch.log_softmax(x.mul(new Scalar(4)), -1),
                    labels,
                    new long[] {TIME, 4},
                    new long[] {3, 1},
                    0,
                    1,
                    false);
            loss.backward();
            file.putGradients();
            file.put("loss", loss);
            file.write(folder);
        }
    }
}
