package dev.unroll.bench;

import dev.unroll.bench.golden.ChoGru;
import dev.unroll.bench.golden.Functions;
import dev.unroll.bench.golden.GoldenFile;
import dev.unroll.bench.golden.Losses;
import dev.unroll.bench.golden.Network;
import dev.unroll.bench.golden.Optimizers;
import dev.unroll.bench.golden.Parts;
import dev.unroll.bench.golden.Size;
import dev.unroll.bench.golden.TorchNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * Records the golden numbers of the tests: outputs, final states and every gradient as libtorch computes them.
 *
 * <p>libtorch computes in float64 here and the results are rounded to float32 once, so that whatever a test finds in
 * its float32 results is the test subject's own rounding.
 */
public final class Golden {
    private static final Path RESOURCES = Path.of("core/src/test/resources/golden");
    private static final int TIME = 5;
    private static final int BATCH = 3;
    private static final long[] FULL = {TIME, TIME, TIME};
    /** One goes to the end, one has a single step, and they are not sorted. */
    private static final long[] UNEQUAL = {3, TIME, 1};

    private static final int INPUT = 4;
    private static final Size ONE = new Size(1, false, INPUT, 6);
    private static final Size TWO = new Size(2, false, INPUT, 6);
    /** Not a multiple of any vector length, so that the remainders of vectorised loops are checked too. */
    private static final Size ODD = new Size(1, false, INPUT, 17);

    private static final Size THREE = new Size(3, false, INPUT, 5);
    private static final Size BIDIRECTIONAL = new Size(2, true, INPUT, 5);

    private final Path folder;

    private Golden(Path folder) {
        this.folder = folder;
    }

    /** Writes all golden files into the tests' resources, or into the folder given as an argument. */
    public static void main(String[] arguments) throws IOException {
        Natives.unpackWithTheBuild();
        torch.set_default_dtype(torch.scalarTypeToTypeMeta(torch.ScalarType.Double));
        torch.set_num_threads(1);
        Golden golden = new Golden(arguments.length == 0 ? RESOURCES : Path.of(arguments[0]));
        for (TorchNetwork.Kind kind : TorchNetwork.Kind.values()) {
            golden.recurrent(kind.file() + "-1", new TorchNetwork(kind, ONE), FULL);
            golden.recurrent(kind.file() + "-2", new TorchNetwork(kind, TWO), FULL);
            golden.recurrent(kind.file() + "-odd", new TorchNetwork(kind, ODD), FULL);
            golden.recurrent(kind.file() + "-3", new TorchNetwork(kind, THREE), FULL);
            golden.recurrent(kind.file() + "-lengths", new TorchNetwork(kind, TWO), UNEQUAL);
            golden.recurrent(kind.file() + "-bidirectional", new TorchNetwork(kind, BIDIRECTIONAL), FULL);
            golden.recurrent(kind.file() + "-bidirectional-lengths", new TorchNetwork(kind, BIDIRECTIONAL), UNEQUAL);
        }
        golden.recurrent("gru-1", new ChoGru(ONE), FULL);
        golden.recurrent("gru-2", new ChoGru(TWO), FULL);
        golden.recurrent("gru-odd", new ChoGru(ODD), FULL);
        golden.linearCrossEntropy("linear-cross-entropy");
        Functions.record(golden.folder);
        Losses.record(golden.folder);
        Optimizers.record(golden.folder);
        Parts.record(golden.folder);
    }

    /** The loss is linear in everything the network returns, so that upstream gradients are the recorded constants. */
    private void recurrent(String name, Network network, long[] lengths) throws IOException {
        try (var _ = new PointerScope()) {
            Size size = network.size();
            GoldenFile file = new GoldenFile(
                    name,
                    network.describe() + "; T=" + TIME + " B=" + BATCH + " D=" + size.input() + " H=" + size.hidden(),
                    "loss = sum of returned * upstream over " + String.join(", ", network.returned()));
            network.parameters().forEach((parameter, tensor) -> file.fill(parameter, tensor));
            Tensor lengthOf = Tensor.create(lengths);
            if (!Arrays.equals(lengths, FULL)) {
                file.put("lengths", lengthOf);
            }
            Tensor x = file.input("x", TIME, BATCH, size.input());
            List<Tensor> initial = network.states().stream()
                    .map(state -> file.input(state + "_0", size.runs(), BATCH, size.hidden()))
                    .toList();

            List<Tensor> returned = network.forward(x, lengthOf, initial);

            Tensor loss = torch.zeros(1).sum();
            for (int i = 0; i < returned.size(); i++) {
                String of = network.returned().get(i);
                file.put(of, returned.get(i));
                Tensor upstream = file.constant(
                        "upstream." + of, returned.get(i).sizes().vec().get());
                loss = loss.add(returned.get(i).mul(upstream).sum());
            }
            loss.backward();
            file.putGradients();
            file.put("loss", loss);
            file.write(folder);
        }
    }

    private void linearCrossEntropy(String name) throws IOException {
        int rows = 7;
        int classes = 5;
        try (var _ = new PointerScope()) {
            GoldenFile file = new GoldenFile(
                    name,
                    "logits = x weight^T + bias; N=" + rows + " D=" + INPUT + " C=" + classes,
                    "loss = mean over rows of -log softmax(logits)[target]");
            Tensor weight = file.input("weight", classes, INPUT);
            Tensor bias = file.input("bias", classes);
            Tensor x = file.input("x", rows, INPUT);
            long[] targets = {0, 4, 2, 2, 1, 3, 0};
            file.put("target", Tensor.create(targets));
            Tensor logits = torch.addmm(bias, x, weight.t());
            Tensor loss = torch.cross_entropy_loss(logits, Tensor.create(targets));
            loss.backward();
            file.put("logits", logits);
            file.putGradients();
            file.put("loss", loss);
            file.write(folder);
        }
    }
}
