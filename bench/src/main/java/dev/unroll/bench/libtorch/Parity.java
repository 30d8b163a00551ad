package dev.unroll.bench.libtorch;

import dev.unroll.bench.Workload;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.loss.Crf;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOptions;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.Layer;
import dev.unroll.tensor.Tape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A comparison of speeds means something only between programs that compute the same: on a small model with the same
 * weights, a cell composed of libtorch's operations has to reach our loss and every gradient.
 */
public final class Parity {
    private static final double WITHIN = 1e-4;

    private final Workload size;
    private final long[] tokens;
    private final long[] targets;

    private Parity(String cell) {
        size = new Workload("parity", cell, 2, 5, 7, 0, 6, 3, Workload.Rule.ADAM);
        SplittableRandom random = new SplittableRandom(1);
        tokens = random.longs(size.units(), 0, size.vocabulary()).toArray();
        targets = random.longs(size.units(), 0, size.vocabulary()).toArray();
    }

    /**
     * Compares both.
     *
     * @return the largest difference found, relative to the largest element of its tensor
     * @throws IllegalStateException if they do not compute the same
     */
    public static double check(String cell) {
        Parity parity = new Parity(cell);
        try (Engine engine = Engine.start(1);
                var _ = new PointerScope()) {
            Recurrent recurrent = new Recurrent(
                    engine,
                    Cell.library(cell),
                    Recurrent.tokens(parity.size.vocabulary()),
                    5,
                    RecurrentOptions.DEFAULT.withLayers(2));
            Linear decoder = new Linear(5, parity.size.vocabulary());
            recurrent.initialise(1, "");
            decoder.initialise(1, "decoder.");
            Map<String, float[]> theirs = parity.theirs(recurrent, decoder);
            return compare(cell, parity.ours(engine, recurrent, decoder), theirs);
        }
    }

    /** The same for a conditional random field on scores that both are given. */
    public static double checkCrf() {
        int tags = 4;
        int time = 5;
        int batch = 3;
        SplittableRandom random = new SplittableRandom(1);
        float[][] values =
                new float[][] {new float[time * batch * tags], new float[tags], new float[tags], new float[tags * tags]
                };
        for (float[] v : values) {
            for (int i = 0; i < v.length; i++) {
                v[i] = (float) random.nextGaussian();
            }
        }
        int[] right = random.ints(time * batch, 0, tags).toArray();
        int[] lengths = new int[batch];
        Arrays.fill(lengths, time);
        List<String> names = List.of("scores", "start", "end", "transitions");
        Map<String, float[]> ours = new LinkedHashMap<>();
        Map<String, float[]> theirs = new LinkedHashMap<>();
        try (Engine engine = Engine.start(1);
                var _ = new PointerScope()) {
            Crf crf = new Crf(tags);
            var scores = dev.unroll.tensor.Tensor.parameter(values[0].clone(), time * batch, tags);
            List<dev.unroll.tensor.Tensor> own = new ArrayList<>(List.of(scores));
            own.addAll(crf.parameters());
            for (int i = 1; i < own.size(); i++) {
                System.arraycopy(values[i], 0, own.get(i).data(), 0, values[i].length);
            }
            Tape tape = new Tape(engine);
            var loss = crf.loss(tape, scores, lengths, right);
            tape.backward(loss);
            ours.put("loss", loss.data());
            List<Tensor> other = new ArrayList<>();
            long[][] shapes = {{time, batch, tags}, {tags}, {tags}, {tags, tags}};
            for (int i = 0; i < values.length; i++) {
                other.add(Tensor.create(values[i].clone(), shapes[i]).set_requires_grad(true));
                ours.put(names.get(i), own.get(i).gradient());
            }
            Tensor target = Tensor.create(Arrays.stream(right).asLongStream().toArray(), time, batch);
            Tensor loss2 = new ComposedCrf(other.get(1), other.get(2), other.get(3)).loss(other.get(0), target);
            loss2.backward();
            theirs.put("loss", new float[] {loss2.item_float()});
            for (int i = 0; i < other.size(); i++) {
                theirs.put(names.get(i), ComposedLayer.values(other.get(i).grad()));
            }
            return compare("a conditional random field", ours, theirs);
        }
    }

    private Map<String, float[]> ours(Engine engine, Recurrent recurrent, Linear decoder) {
        Tape tape = new Tape(engine);
        int[] x = Arrays.stream(tokens).mapToInt(Math::toIntExact).toArray();
        int[] y = Arrays.stream(targets).mapToInt(Math::toIntExact).toArray();
        var h = recurrent.forward(tape, x, recurrent.zeroState(size.batch()), new CounterRandom(1, 0));
        var loss = tape.crossEntropy(decoder.forward(tape, h), y);
        tape.backward(loss);
        Map<String, float[]> numbers = new LinkedHashMap<>();
        numbers.put("loss", loss.data());
        for (int l = 0; l < size.layers(); l++) {
            Layer layer = recurrent.layers().get(l);
            for (String name : layer.parameterNames()) {
                numbers.put("l" + l + "." + name, layer.gradient(name));
            }
        }
        numbers.put("decoder", decoder.weight().gradient());
        return numbers;
    }

    private Map<String, float[]> theirs(Recurrent weights, Linear decoderWeights) {
        ComposedLayers layers = new ComposedLayers(size);
        for (int l = 0; l < size.layers(); l++) {
            Layer from = weights.layers().get(l);
            ComposedLayer to = layers.layers().get(l);
            for (String name : from.parameterNames()) {
                to.set(name, from.parameter(name));
            }
        }
        Tensor decoder = Tensor.create(decoderWeights.weight().data().clone(), size.vocabulary(), size.hidden());
        decoder.set_requires_grad(true);
        Tensor bias = Tensor.create(decoderWeights.bias().data().clone());
        Tensor x = layers.encode(Tensor.create(tokens, size.time(), size.batch()));
        Tensor h = layers.forward(x).reshape(-1, size.hidden());
        Tensor loss = torch.cross_entropy_loss(torch.addmm(bias, h, decoder.t()), Tensor.create(targets));
        loss.backward();
        Map<String, float[]> numbers = new LinkedHashMap<>();
        numbers.put("loss", new float[] {loss.item_float()});
        for (int l = 0; l < size.layers(); l++) {
            ComposedLayer layer = layers.layers().get(l);
            for (String name : layer.names()) {
                numbers.put("l" + l + "." + name, layer.gradient(name));
            }
        }
        numbers.put("decoder", ComposedLayer.values(decoder.grad()));
        return numbers;
    }

    static double compare(String cell, Map<String, float[]> ours, Map<String, float[]> theirs) {
        if (!ours.keySet().equals(theirs.keySet())) {
            throw new IllegalStateException(
                    cell + " has other parameters here than in libtorch: " + ours.keySet() + ", " + theirs.keySet());
        }
        double largest = 0;
        for (Map.Entry<String, float[]> entry : ours.entrySet()) {
            double difference = difference(entry.getValue(), Objects.requireNonNull(theirs.get(entry.getKey())));
            if (!(difference < WITHIN)) {
                throw new IllegalStateException(cell + " in libtorch computes something else: "
                        + entry.getKey() + " differs by " + difference);
            }
            largest = Math.max(largest, difference);
        }
        return largest;
    }

    private static double difference(float[] a, float[] b) {
        if (a.length != b.length) {
            return Double.NaN;
        }
        double size = 0;
        double difference = 0;
        for (int i = 0; i < a.length; i++) {
            size = Math.max(size, Math.abs(b[i]));
            difference = Math.max(difference, Math.abs((double) a[i] - b[i]));
        }
        return difference / size;
    }
}
