package dev.unroll.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads the numbers that {@code ./dev golden} recorded from libtorch.
 *
 * <p>A file has comment lines starting with {@code #}, then one line a tensor: {@code name shape value value …}, with
 * the shape as {@code 5x3x6} and the values in row-major order. Names are PyTorch's for parameters ({@code
 * weight_ih_l0}, …, of the reversed direction {@code weight_ih_l0_reverse}, …); {@code x}, {@code h_0}, {@code c_0} for
 * inputs; {@code out}, {@code h_n}, {@code c_n} for results; {@code upstream.NAME} for the gradient that arrives at a
 * result and {@code grad.NAME} for that of a parameter or input.
 *
 * <p>{@code x} is [T × B × D] and {@code out} [T × B × H], of bidirectional networks [T × B × 2H], forward then reversed.
 * States are [layers × B × H]; those of bidirectional networks [2 layers × B × H] with layer l forward at 2l and reversed
 * at 2l + 1. {@code lengths} [B], where sequences differ in length, is how many steps each has: {@code x} holds
 * numbers past a sequence's end too, which must change nothing, and so does {@code upstream.out}; {@code out} and {@code
 * grad.x} are zero there. The reversed direction starts at a sequence's own last step; {@code h_n} and {@code c_n} are
 * the states after its last step, in the reversed direction after step 0.
 */
public final class Golden {
    private Golden() {}

    /**
     * One recorded tensor.
     *
     * @param shape the sizes, outermost first
     * @param values the elements, row-major
     */
    public record Array(int[] shape, float[] values) {}

    /**
     * The tensors of one file in the order of the file.
     *
     * @param name the file's name without {@code .golden}, for example {@code lstm-2}
     */
    public static Map<String, Array> read(String name) {
        String resource = "/golden/" + name + ".golden";
        try (InputStream in = Golden.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no golden numbers " + resource + ": record them with ./dev golden");
            }
            Map<String, Array> arrays = new LinkedHashMap<>();
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" "))
                    .forEach(words -> arrays.put(words[0], array(words)));
            return arrays;
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private static Array array(String[] words) {
        int[] shape =
                Arrays.stream(words[1].split("x")).mapToInt(Integer::parseInt).toArray();
        float[] values = new float[words.length - 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.parseFloat(words[i + 2]);
        }
        int size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        if (values.length != size) {
            throw new IllegalArgumentException(words[0] + " has " + values.length + " values for shape " + words[1]);
        }
        return new Array(shape, values);
    }
}
