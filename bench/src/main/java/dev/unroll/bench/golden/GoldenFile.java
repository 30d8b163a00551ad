package dev.unroll.bench.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * One golden file: comment lines, then one line a tensor, {@code name shape value value …}, the shape as {@code 5x3x6}
 * ({@code 1} for a single number) and the values in row-major order with all digits of a float32.
 *
 * <p>Values that are inputs to the computation are drawn from a generator seeded by the file's name, and have three
 * decimals so that the files stay small.
 */
public final class GoldenFile {
    private final String name;
    private final List<String> comments;
    private final SplittableRandom random;
    private final Map<String, Tensor> recorded = new LinkedHashMap<>();
    private final Map<String, Tensor> trained = new LinkedHashMap<>();

    /** An empty file {@code name.golden} with a header of {@code comments}. */
    public GoldenFile(String name, String... comments) {
        this.name = name;
        this.comments = List.of(comments);
        this.random = new SplittableRandom(name.hashCode());
    }

    /** Draws values for a parameter that exists already and whose gradient is wanted. */
    public void fill(String tensorName, Tensor parameter) {
        try (var _ = new NoGradGuard()) {
            parameter.copy_(draw(parameter.sizes().vec().get()));
        }
        put(tensorName, parameter);
        trained.put(tensorName, parameter);
    }

    /** Draws an input whose gradient is wanted. */
    public Tensor input(String tensorName, long... shape) {
        Tensor input = constant(tensorName, shape).set_requires_grad(true);
        trained.put(tensorName, input);
        return input;
    }

    /** Draws an input without a gradient. */
    public Tensor constant(String tensorName, long... shape) {
        Tensor constant = draw(shape);
        put(tensorName, constant);
        return constant;
    }

    /** Records a tensor. */
    public void put(String tensorName, Tensor tensor) {
        recorded.put(tensorName, tensor);
    }

    /** Records {@code grad.NAME} for every parameter and input; call it after the backward pass. */
    public void putGradients() {
        trained.forEach((tensorName, tensor) -> put("grad." + tensorName, tensor.grad()));
    }

    /** Writes {@code folder/name.golden}. */
    public void write(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("# made by ./dev golden: org.bytedeco:pytorch:" + Loader.getVersion("org.bytedeco", "pytorch")
                + ", float64 rounded to float32");
        comments.forEach(comment -> lines.add("# " + comment));
        recorded.forEach((tensorName, tensor) -> lines.add(line(tensorName, tensor)));
        Files.createDirectories(folder);
        Files.write(folder.resolve(name + ".golden"), lines);
        System.out.println(folder.resolve(name + ".golden"));
    }

    private Tensor draw(long... shape) {
        int count = Math.toIntExact(LongStream.of(shape).reduce(1, (a, b) -> a * b));
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            // the float32 that a reader will see, not the decimal it was rounded from
            values[i] = (float) (random.nextInt(-500, 501) / 1000.0);
        }
        return Tensor.create(values, shape);
    }

    private static String line(String tensorName, Tensor tensor) {
        long[] sizes = tensor.sizes().vec().get();
        String shape = sizes.length == 0
                ? "1"
                : LongStream.of(sizes).mapToObj(Long::toString).collect(Collectors.joining("x"));
        double[] values = new double[Math.toIntExact(tensor.numel())];
        tensor.detach()
                .contiguous()
                .to(torch.ScalarType.Double)
                .data_ptr_double()
                .get(values);
        StringBuilder line = new StringBuilder(tensorName).append(' ').append(shape);
        for (double value : values) {
            line.append(' ').append((float) value);
        }
        return line.toString();
    }
}
