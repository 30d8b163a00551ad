package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Directions;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.nn.RecurrentState;
import dev.unroll.nn.RecurrentStream;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.nn.Truncation;
import dev.unroll.recurrence.CellCase.Sizes;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What holds of one cell, whichever it is. */
final class CellProperties {
    /**
     * Largest error of a result relative to its largest element. A float's rounding is 6e-8; what sums of some hundred
     * terms, a few steps of recurrence and cancellation in gradients make of it was 2e-5 at worst in 2,000 random cells.
     */
    static final double WITHIN = 3e-5;

    /** Results below this are compared absolutely: what cancels to nothing by the definition leaves rounding in floats. */
    private static final double SMALL = 1e-2;

    private static final RecurrentOptions TWO_LAYERS = RecurrentOptions.DEFAULT.withLayers(2);

    private final Engine engine;
    private final Cell cell;
    private final long seed;

    /** @param seed of the numbers, and for messages */
    CellProperties(Engine engine, Cell cell, long seed) {
        this.engine = engine;
        this.cell = cell;
        this.seed = seed;
    }

    private String about(String name, Object sizes) {
        return "%s of seed %d, %s%n%s".formatted(name, seed, sizes, cell.print());
    }

    private void assertNear(Map<String, float[]> actual, Map<String, double[]> exact, Object sizes) {
        exact.forEach((name, values) -> assertThat(error(actual.get(name), values))
                .as(about(name, sizes))
                .isLessThan(WITHIN));
    }

    private void assertSameBits(Map<String, float[]> actual, Map<String, float[]> expected, Object sizes) {
        expected.forEach((name, values) ->
                assertThat(actual.get(name)).as(about(name, sizes)).isEqualTo(values));
    }

    /** The largest difference, relative to the largest element where that is not small; NaN if there is a NaN. */
    static double error(float[] values, double[] exact) {
        double size = 0;
        double difference = 0;
        for (int i = 0; i < exact.length; i++) {
            size = Math.max(size, Math.abs(exact[i]));
            difference = Math.max(difference, Math.abs(values[i] - exact[i]));
        }
        return difference / Math.max(size, SMALL);
    }

    /** The compiled cell is the interpreted one. */
    void compiledIsInterpreted(Sizes sizes) {
        CellCase given = new CellCase(cell, sizes, seed);
        assertNear(given.compiled(given.layer(engine)), given.interpreted(), sizes);
    }

    /** The definition's gradients are slopes. */
    void gradientsAreSlopes() {
        assertThat(GradientCheck.of(cell, seed).worst())
                .as(about("gradient check", "double precision"))
                .isLessThan(1e-6);
    }

    void printsAsItIsRead() {
        assertThat(Cell.parse(cell.name(), cell.print())).isEqualTo(cell);
    }

    void memoryOfAnEarlierPassMakesNoDifference() {
        Sizes sizes = new Sizes(3, 2, 5, 17, false);
        CellCase given = new CellCase(cell, sizes, seed);
        Layer layer = given.layer(engine);
        Map<String, float[]> first = given.compiled(layer);
        new CellCase(cell, sizes, seed + 1).compiled(layer);
        assertSameBits(given.compiled(layer), first, sizes);
    }

    /** A sequence cut in two, its states carried over, is the whole. */
    void cutInTwoIsTheWhole(Sizes sizes) {
        CellCase given = new CellCase(cell, sizes, seed);
        Layer layer = given.layer(engine);
        float[] whole = given.compiled(layer).get("out");
        for (int first = 1; first < sizes.steps(); first++) {
            assertThat(given.compiledInTwo(layer, first))
                    .as(about("cut after step " + first, sizes))
                    .isEqualTo(whole);
        }
    }

    /** In another order they are the same. */
    void sequencesDoNotMeet(Sizes sizes) {
        int[] order = new CounterRandom(seed, 0).permutation(sizes.batch());
        CellCase given = new CellCase(cell, sizes, seed);
        Map<String, float[]> results = given.compiled(given.layer(engine));
        CellCase permuted = given.permuted(order);
        Map<String, float[]> others = permuted.compiled(permuted.layer(engine));
        given.rowWidths()
                .forEach((name, width) -> assertThat(others.get(name))
                        .as(about(name, sizes))
                        .isEqualTo(CellCase.permuted(results.get(name), width, order)));
    }

    void paddedWidthGetsNoGradient(Sizes sizes) {
        CellCase given = new CellCase(cell, sizes, seed);
        Layer layer = given.layer(engine);
        given.compiled(layer);
        for (String name : layer.parameterNames()) {
            layer.write(name, new float[layer.gradient(name).length], Tensor::gradient);
        }
        assertThat(layer.tensors())
                .as(about("padding", sizes))
                .allSatisfy(t -> assertThat(t.gradient()).containsOnly(0));
    }

    void threadsChangeNoBit(Engine team, Sizes sizes) {
        CellCase given = new CellCase(cell, sizes, seed);
        assertSameBits(given.compiled(given.layer(team)), given.compiled(given.layer(engine)), sizes);
    }

    /** A sequence that ends early is the sequence alone, and NaN past its end changes nothing. */
    void endsEarly(Sizes sizes, int... lengths) {
        CellCase whole = new CellCase(cell, sizes, seed);
        CellCase ragged = whole.withLengths(lengths, Float.NaN);
        assertNear(ragged.compiled(ragged.layer(engine)), separately(whole, sizes, lengths), sizes);
    }

    /** Whatever lies past an end, no bit depends on it. */
    void whatLiesPastTheEndChangesNoBit(Sizes sizes, int... lengths) {
        CellCase whole = new CellCase(cell, sizes, seed);
        Layer layer = whole.layer(engine);
        Map<String, float[]> zeros = whole.withLengths(lengths, 0).compiled(layer);
        assertSameBits(whole.withLengths(lengths, Float.NaN).compiled(layer), zeros, sizes);
        assertSameBits(whole.withLengths(lengths, 1e30f).compiled(layer), zeros, sizes);
    }

    /** Each sequence by itself, by the definition: zeros past its end, and parameters get the gradients of all. */
    private static Map<String, double[]> separately(CellCase whole, Sizes sizes, int[] lengths) {
        Map<String, double[]> together = new LinkedHashMap<>();
        Map<String, Integer> rows = whole.rowWidths();
        for (int b = 0; b < lengths.length; b++) {
            int sequence = b;
            whole.sequence(b, lengths[b]).interpreted().forEach((name, values) -> {
                Integer width = rows.get(name);
                if (width == null) {
                    double[] sum = together.computeIfAbsent(name, n -> new double[values.length]);
                    Arrays.setAll(sum, i -> sum[i] + values[i]);
                } else {
                    boolean everyStep = name.equals("out") || name.equals("gradient of x");
                    double[] all = together.computeIfAbsent(
                            name, n -> new double[(everyStep ? sizes.rows() : sizes.batch()) * width]);
                    for (int t = 0; t * width < values.length; t++) {
                        System.arraycopy(values, t * width, all, (t * sizes.batch() + sequence) * width, width);
                    }
                }
            });
        }
        return together;
    }

    /** A stack that reads both ways: each sequence of a batch is the sequence alone, and padding changes no bit. */
    void bothDirectionsEndEarly(int hidden, int... lengths) {
        int input = 4;
        int batch = lengths.length;
        int steps = Arrays.stream(lengths).max().orElseThrow();
        Recurrent stack = new Recurrent(
                engine,
                cell,
                Recurrent.features(input),
                hidden,
                TWO_LAYERS.withDirections(Directions.CONCATENATED).withOutput(width(hidden)));
        stack.initialise(seed, "");
        float[] x = normal(steps * batch * input);
        float[] weights = normal(steps * batch * stack.outputWidth());
        Map<String, float[]> zeros = ran(stack, padded(x, input, 0, lengths), weights, lengths);
        assertSameBits(ran(stack, padded(x, input, Float.NaN, lengths), weights, lengths), zeros, "both directions");

        Map<String, double[]> separately = new LinkedHashMap<>();
        for (int b = 0; b < batch; b++) {
            int lane = b;
            float[] own = new float[lengths[b] * input];
            float[] ownWeights = new float[lengths[b] * stack.outputWidth()];
            for (int t = 0; t < lengths[b]; t++) {
                System.arraycopy(x, (t * batch + b) * input, own, t * input, input);
                System.arraycopy(
                        weights,
                        (t * batch + b) * stack.outputWidth(),
                        ownWeights,
                        t * stack.outputWidth(),
                        stack.outputWidth());
            }
            ran(stack, own, ownWeights, lengths[b]).forEach((name, values) -> {
                boolean rows = name.equals("out") || name.equals("x");
                int width = name.equals("x") ? input : stack.outputWidth();
                double[] all =
                        separately.computeIfAbsent(name, n -> new double[rows ? steps * batch * width : values.length]);
                for (int i = 0; i < values.length; i++) {
                    all[rows ? (i / width * batch + lane) * width + i % width : i] += values[i];
                }
            });
        }
        separately.forEach((name, values) -> assertThat(error(zeros.get(name), values))
                .as(about(name, "both directions, width " + hidden))
                .isLessThan(2 * WITHIN)); // neither side is exact
    }

    private int width(int hidden) {
        return cell.outputEquation().isPresent() ? hidden + 3 : 0;
    }

    private float[] normal(int length) {
        SplittableRandom random = new SplittableRandom(seed + length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static float[] padded(float[] x, int width, float beyond, int... lengths) {
        float[] padded = x.clone();
        for (int r = 0; r * width < x.length; r++) {
            if (r / lengths.length >= lengths[r % lengths.length]) {
                Arrays.fill(padded, r * width, (r + 1) * width, beyond);
            }
        }
        return padded;
    }

    /** The output, and the gradients of its weighted sum. */
    private Map<String, float[]> ran(Recurrent stack, float[] x, float[] weights, int... lengths) {
        Tape tape = new Tape(engine);
        Tensor in = Tensor.parameter(
                x,
                x.length / stack.layers().getFirst().input(),
                stack.layers().getFirst().input());
        Tensor out = stack.unroll(tape, Sequences.of(in, lengths.length).withLengths(lengths))
                .output();
        Map<String, float[]> results = new LinkedHashMap<>();
        results.put("out", out.data().clone());
        backward(tape, out, weights);
        results.put("x", in.gradient().clone());
        results.putAll(gradients(stack));
        return results;
    }

    private static void backward(Tape tape, Tensor out, float[] weights) {
        Tensor weighted = tape.map(Expr.parse("w * y"), List.of("w", "y"), Tensor.of(weights, out.shape()), out);
        tape.backward(tape.sum(weighted));
        tape.reset();
    }

    /** Of all parameters, which then have none. */
    private static Map<String, float[]> gradients(Recurrent stack) {
        Map<String, float[]> all = new LinkedHashMap<>();
        stack.export(Tensor::gradient)
                .forEach((name, t) -> all.put(name, t.data().clone()));
        stack.parameters().forEach(Tensor::clearGradient);
        return all;
    }

    /** Truncated backpropagation that reaches back over everything is the full one. */
    void aReachOfEverythingIsFullBackpropagation(int hidden) {
        int steps = 6;
        int batch = 2;
        RecurrentOptions options = TWO_LAYERS.withOutput(width(hidden));
        Recurrent stack = new Recurrent(engine, cell, Recurrent.tokens(5), hidden, options);
        stack.initialise(seed, "");
        int[] tokens = new SplittableRandom(seed).ints(steps * batch, 0, 5).toArray();
        int columns = stack.outputWidth();
        float[] weights = normal(steps * batch * columns);
        Tape tape = new Tape(engine);
        backward(tape, stack.unroll(tape, Sequences.of(tokens, batch)).output(), weights);
        Map<String, double[]> full = new LinkedHashMap<>();
        gradients(stack).forEach((name, values) -> full.put(name, CellCase.doubles(values)));

        Truncation truncation = new Truncation(2, steps);
        RecurrentState state = stack.zeroState(batch);
        for (int n = 0; n < steps / truncation.step(); n++) {
            Truncation.Window window = truncation.window(n);
            int[] read = Arrays.copyOfRange(tokens, (int) window.from() * batch, (int) window.to() * batch);
            Tensor out = stack.unroll(tape, Sequences.of(read, batch), Start.carried(state, window.carryAfter()))
                    .output();
            int first = ((int) (window.to() - window.from()) - truncation.step()) * batch;
            Tensor counted =
                    tape.gather(out, IntStream.range(first, read.length).toArray());
            int row = ((int) window.to() - truncation.step()) * batch * columns;
            backward(tape, counted, Arrays.copyOfRange(weights, row, row + truncation.step() * batch * columns));
        }
        assertNear(gradients(stack), full, "a reach of everything");
    }

    void streamingIsTheBatch(int hidden) {
        int batch = 3;
        int steps = 5;
        Recurrent stack = stack(hidden, seed);
        int[] tokens =
                new SplittableRandom(seed).ints((long) steps * batch, 0, 11).toArray();
        RecurrentState state = stack.zeroState(batch);
        float[] whole = forward(stack, tokens, state);
        RecurrentStream stream = stack.stream(batch);
        for (int t = 0; t < steps; t++) {
            float[] out = stream.step(Arrays.copyOfRange(tokens, t * batch, (t + 1) * batch));
            assertThat(out)
                    .as(about("step " + t, "a stream"))
                    .isEqualTo(Arrays.copyOfRange(whole, t * out.length, (t + 1) * out.length));
        }
        assertThat(stream.state().values()).isDeepEqualTo(state.values());
    }

    /** Sequences come and go between the steps of one stream, and wait; each computes the bits that it would alone. */
    void lanesDoNotDependOnEachOther(int hidden) {
        int most = 19;
        Recurrent stack = stack(hidden, seed);
        RecurrentStream together = stack.stream(most);
        SplittableRandom random = new SplittableRandom(seed);
        List<RecurrentStream> alone = new ArrayList<>();
        for (int step = 0; step < 12; step++) {
            for (int come = 1 + random.nextInt(5); come > 0 && alone.size() < most; come--) {
                together.state().reset(alone.size());
                alone.add(stack.stream(1));
            }
            for (int gone = random.nextInt(4); gone > 0 && alone.size() > 1; gone--) {
                int lane = random.nextInt(alone.size());
                together.state().copyLane(alone.size() - 1, lane);
                alone.set(lane, alone.getLast());
                alone.removeLast();
            }
            int[] tokens = new int[alone.size()];
            Arrays.setAll(tokens, _ -> random.nextInt(5) == 0 ? -1 : random.nextInt(11));
            float[] out = together.step(tokens, tokens.length);
            int columns = out.length / most;
            for (int lane = 0; lane < tokens.length; lane++) {
                float[] expected =
                        tokens[lane] < 0 ? new float[columns] : alone.get(lane).step(new int[] {tokens[lane]});
                assertThat(Arrays.copyOfRange(out, lane * columns, (lane + 1) * columns))
                        .as(about("step " + step + ", lane " + lane + " of " + tokens.length, "a stream"))
                        .isEqualTo(expected);
            }
        }
    }

    void loadedIsSaved(int hidden) {
        int[] tokens = {3, 1, 4, 1, 5, 9};
        Recurrent saved = stack(hidden, seed);
        Recurrent loaded = stack(hidden, seed + 1);
        float[] expected = forward(saved, tokens, saved.zeroState(2));
        loaded.load(saved.state());
        assertThat(forward(loaded, tokens, loaded.zeroState(2)))
                .as(about("output", "a loaded model"))
                .isEqualTo(expected);
        Map<String, Tensor> read = loaded.state();
        saved.state()
                .forEach((name, t) -> assertThat(read.get(name).data())
                        .as(about(name, "a loaded model"))
                        .isEqualTo(t.data()));
    }

    private Recurrent stack(int hidden, long initial) {
        Recurrent stack =
                new Recurrent(engine, cell, Recurrent.tokens(11), hidden, TWO_LAYERS.withOutput(width(hidden)));
        stack.initialise(initial, "");
        return stack;
    }

    private float[] forward(Recurrent stack, int[] tokens, RecurrentState state) {
        return stack.forward(Tape.inference(engine), tokens, state, new CounterRandom(1, 1))
                .data();
    }
}
