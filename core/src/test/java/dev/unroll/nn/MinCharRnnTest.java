package dev.unroll.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.SharedData;
import dev.unroll.expr.Expr;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.ScalarKernels;
import dev.unroll.optim.Clip;
import dev.unroll.optim.Optimizer;
import dev.unroll.optim.UpdateRule;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The losses of min-char-rnn from the same weights and text as numpy's, which {@code bench/golden/min_char_rnn.py} records
 * and describes. The trajectory is chaotic: rounding grows about tenfold every four steps, so that no two correct
 * programs agree for long. The file therefore says how far six float32 runs of numpy's, which differ in the order of
 * summation only, are from its float64 run at most. Another correct float32 program is one more such run, with a few
 * roundings of its own; it is allowed four times as much, which at that growth is less than three steps ahead. Step by
 * step that is tight at first and then says little; means of 100 steps stay comparable throughout.
 */
@Tag("parity")
class MinCharRnnTest {
    private static final int HIDDEN = 100;
    private static final int SEQUENCE = 25;
    private static final int STEPS = 1000;

    /** Times the spread of the recorded float32 runs. */
    private static final int ALLOWED = 4;

    @Test
    void lossesAreNumpysWithinFloat32Rounding() throws IOException {
        List<String> recorded = recorded();
        String text = text(recorded);
        double[] exact = recorded.stream()
                .filter(line -> !line.startsWith("#"))
                .mapToDouble(line -> Double.parseDouble(line.substring(0, line.indexOf(' '))))
                .toArray();
        assertThat(exact).hasSize(STEPS);
        double[] losses = train(text);

        String header = String.join("\n", recorded.subList(0, 4));
        Matcher bounds = Pattern.compile("([0-9.e-]+) in steps 1 to (\\d+)").matcher(header);
        int spans = 0;
        while (bounds.find()) {
            int span = Integer.parseInt(bounds.group(2));
            assertThat(farthest(Arrays.copyOf(losses, span), Arrays.copyOf(exact, span)))
                    .as("steps 1 to %d", span)
                    .isLessThan(ALLOWED * Double.parseDouble(bounds.group(1)));
            spans++;
        }
        assertThat(spans).isEqualTo(6);
        Matcher means = Pattern.compile("([0-9.e-]+) in means of 100 steps").matcher(header);
        assertThat(means.find()).isTrue();
        assertThat(farthest(means(losses), means(exact))).isLessThan(ALLOWED * Double.parseDouble(means.group(1)));
    }

    private static double farthest(double[] values, double[] exact) {
        double worst = 0;
        for (int i = 0; i < exact.length; i++) {
            worst = Math.max(worst, Math.abs(values[i] - exact[i]) / exact[i]);
        }
        return worst;
    }

    private static double[] means(double[] losses) {
        double[] means = new double[losses.length / 100];
        Arrays.setAll(
                means,
                i -> Arrays.stream(losses, 100 * i, 100 * (i + 1)).average().orElseThrow());
        return means;
    }

    private static double[] train(String text) {
        int[] vocabulary = text.codePoints().distinct().sorted().toArray();
        int[] tokens =
                text.codePoints().map(c -> Arrays.binarySearch(vocabulary, c)).toArray();
        try (Engine engine = Engine.of(new ScalarKernels(), 1)) {
            CharacterModel model = new CharacterModel(engine, "rnn", vocabulary.length, HIDDEN, 1);
            initialise(model, vocabulary.length);
            Optimizer optimizer = new Optimizer(engine, UpdateRule.adagrad(), Clip.value(5), model.parameters());
            Tape tape = new Tape(engine);
            RecurrentState state = model.recurrent.zeroState(1);
            Expr summed = Expr.of(SEQUENCE).times(Expr.var("mean"));
            double[] losses = new double[STEPS];
            int position = 0;
            for (int step = 0; step < STEPS; step++, position += SEQUENCE) {
                if (position + SEQUENCE + 1 > tokens.length) {
                    position = 0;
                    state.reset();
                }
                int[] inputs = Arrays.copyOfRange(tokens, position, position + SEQUENCE);
                int[] targets = Arrays.copyOfRange(tokens, position + 1, position + SEQUENCE + 1);
                Tensor mean = model.loss(tape, inputs, targets, state);
                Tensor loss = tape.map(summed, List.of("mean"), mean);
                losses[step] = loss.item();
                tape.backward(loss);
                optimizer.step(0.1);
                tape.reset();
            }
            return losses;
        }
    }

    private static void initialise(CharacterModel model, int vocabulary) {
        SplittableRandom random = new SplittableRandom(1);
        var layer = model.recurrent.layers().getFirst();
        layer.setParameter("Wxh", weights(random, HIDDEN * vocabulary));
        layer.setParameter("Whh", weights(random, HIDDEN * HIDDEN));
        layer.setParameter("bh", new float[HIDDEN]);
        Tensor why = Tensor.of(weights(random, vocabulary * HIDDEN), vocabulary, HIDDEN);
        model.head.load(Map.of("weight", why, "bias", Tensor.of(new float[vocabulary], vocabulary)));
    }

    /** Nearly normal with deviation 0.01: the sum of twelve uniforms (Irwin and Hall). */
    private static float[] weights(SplittableRandom random, int count) {
        float[] weights = new float[count];
        for (int i = 0; i < count; i++) {
            double sum = 0;
            for (int k = 0; k < 12; k++) {
                sum += random.nextDouble();
            }
            weights[i] = (float) (0.01 * (sum - 6));
        }
        return weights;
    }

    private static List<String> recorded() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(MinCharRnnTest.class.getResourceAsStream("/golden/min-char-rnn.losses"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** The text the header describes, recognised by its hash. */
    private static String text(List<String> recorded) throws IOException {
        Matcher described =
                Pattern.compile("text: (\\d+) characters.* ([0-9a-f]{64})").matcher(recorded.get(1));
        assertThat(described.find()).isTrue();
        String whole = Files.readString(SharedData.require("tinyshakespeare/input.txt"));
        String text = whole.substring(0, whole.offsetByCodePoints(0, Integer.parseInt(described.group(1))));
        assertThat(sha256(text)).isEqualTo(described.group(2));
        return text;
    }

    private static String sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
