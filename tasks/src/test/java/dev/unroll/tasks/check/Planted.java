package dev.unroll.tasks.check;

import dev.unroll.expr.Expr;
import dev.unroll.io.JsonObject;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Linear;
import dev.unroll.nn.Module;
import dev.unroll.tasks.MemorySettings;
import dev.unroll.tasks.ModelTraining;
import dev.unroll.tasks.Task;
import dev.unroll.tasks.Training;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** A small task of one's own, as a user would write it, with a fault or none: which of three numbers is largest? */
record Planted(Optional<Fault> fault) implements Task {
    enum Fault {
        SHUFFLED_LABELS,
        DETACHED_LAYER,
        RAW_INPUTS,
        EVERYTHING_MASKED
    }

    static final double RATE = 0.01;

    private static final int FEATURES = 3;
    private static final int TRAINING = 320;
    private static final int HELD_OUT = 100;
    private static final Expr ACTIVATION = Expr.parse("tanh(x)");

    private boolean has(Fault f) {
        return fault.equals(Optional.of(f));
    }

    /** Example n: its features, and which of them is largest. */
    private float[] features(long n) {
        CounterRandom own = new CounterRandom(CounterRandom.named(3, "numbers").bits(n), 0);
        float[] x = new float[FEATURES];
        for (int i = 0; i < FEATURES; i++) {
            x[i] = 3.4f * own.uniform(i) - 1.7f;
        }
        return x;
    }

    private int label(long n) {
        if (has(Fault.EVERYTHING_MASKED)) {
            return -1;
        }
        float[] x = features(has(Fault.SHUFFLED_LABELS) ? n * 7 + 1_000_000 : n);
        return x[0] > x[1] && x[0] > x[2] ? 0 : x[1] > x[2] ? 1 : 2;
    }

    private Tensor inputs(long first, int count) {
        float[] x = new float[count * FEATURES];
        for (int b = 0; b < count; b++) {
            float[] own = features(first + b);
            own[1] = has(Fault.RAW_INPUTS) ? 400 + 50 * own[1] : own[1];
            System.arraycopy(own, 0, x, b * FEATURES, FEATURES);
        }
        return Tensor.of(x, count, FEATURES);
    }

    private int[] labels(long first, int count) {
        int[] labels = new int[count];
        Arrays.setAll(labels, b -> label(first + b));
        return labels;
    }

    private final class Net implements Composite {
        private final Linear in = new Linear(FEATURES, 32);
        private final Linear out = new Linear(32, 3);

        Tensor scores(Tape tape, Tensor x) {
            Tensor hidden = tape.map(ACTIVATION, List.of("x"), in.forward(tape, x));
            if (has(Fault.DETACHED_LAYER)) {
                hidden = Tensor.of(hidden.data().clone(), hidden.shape());
            }
            return out.forward(tape, hidden);
        }

        @Override
        public Map<String, Module> children() {
            Map<String, Module> children = new LinkedHashMap<>();
            children.put("in.", in);
            children.put("out.", out);
            return children;
        }
    }

    private final class NetTraining extends ModelTraining<Net> {
        private final int batch;
        private final int examples;

        NetTraining(Engine engine, JsonObject settings, int handful) {
            MemorySettings how = MemorySettings.fromJson(settings.getObject("training"));
            Net net = new Net();
            net.in.initialise(how.seed(), "in.");
            net.out.initialise(how.seed(), "out.");
            int size = handful == 0 ? how.batch() : handful;
            batch = size;
            examples = handful == 0 ? TRAINING : handful;
            super(engine, Planted.this, settings, net, how.updates(), how.seed(), handful == 0 ? TRAINING / size : 1);
        }

        @Override
        protected Loss loss(Tape tape, long number, CounterRandom random) {
            long first = number * batch % examples;
            int[] labels = labels(first, batch);
            long counted = Arrays.stream(labels).filter(label -> label >= 0).count();
            return new Loss(
                    tape.crossEntropy(model().scores(tape, inputs(number).orElseThrow()), labels), counted);
        }

        @Override
        public Optional<Tensor> inputs(long number) {
            return Optional.of(Planted.this.inputs(number * batch % examples, batch));
        }

        @Override
        protected OptionalDouble heldOutLoss(Tape tape) {
            Tensor scores = model().scores(tape, Planted.this.inputs(TRAINING, HELD_OUT));
            return OptionalDouble.of(
                    tape.crossEntropy(scores, labels(TRAINING, HELD_OUT)).item());
        }

        @Override
        public String about() {
            return "a small net";
        }

        @Override
        public String unit() {
            return "examples";
        }

        @Override
        public double operationsPerItem() {
            return 6.0 * 32 * 6;
        }
    }

    @Override
    public String name() {
        return "largest";
    }

    @Override
    public JsonObject settings() {
        JsonObject training = MemorySettings.standard().toJson().put("learning_rate", RATE);
        return new JsonObject().put("model", new JsonObject()).put("training", training);
    }

    @Override
    public JsonObject checked(JsonObject settings) {
        return settings;
    }

    @Override
    public JsonObject data() {
        return new JsonObject();
    }

    @Override
    public void refuseOtherData(JsonObject config) {}

    @Override
    public Training training(Engine engine, JsonObject settings) {
        return new NetTraining(engine, settings, 0);
    }

    @Override
    public Training handful(Engine engine, JsonObject settings, int examples) {
        return new NetTraining(engine, settings, examples);
    }

    @Override
    public long parameters(JsonObject settings) {
        return 4 * 32 + 33 * 3;
    }

    @Override
    public double untrained(JsonObject settings) {
        return Math.log(3);
    }

    @Override
    public double guess(JsonObject settings) {
        return Math.log(3);
    }
}
