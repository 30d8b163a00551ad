package dev.unroll.optim;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Function;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Updates parameters from their gradients by an {@link UpdateRule}, clipping first. Clipping and update are one fused pass
 * over memory; the norm is summed in blocks of fixed size, so it is the same for any number of threads.
 */
public final class Optimizer {
    /** Numbers of one task. */
    private static final int BLOCK = 1 << 15;

    /** Numbers up to which waking the other threads costs more than they save. */
    private static final int FEW = 1 << 16;

    /** Numbers of a rehearsal, and what they take at most once the code is compiled. */
    private static final int SLIVER = 64;

    private static final int SLIVER_NANOS = 3_000;

    private final Engine engine;
    private final UpdateRule rule;
    private final Clip clip;
    private final List<Tensor> parameters = new ArrayList<>();
    private final IdentityHashMap<Tensor, float[][]> moments = new IdentityHashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private long steps;

    private record Block(Tensor tensor, int from, int to, Pointwise update) {}

    /** All parameters alike, without decay. */
    public Optimizer(Engine engine, UpdateRule rule, Clip clip, List<Tensor> parameters) {
        this(engine, rule, clip, new Group(parameters, Decay.NONE));
    }

    public Optimizer(Engine engine, UpdateRule rule, Clip clip, Group... groups) {
        this.engine = engine;
        this.rule = rule;
        this.clip = clip;
        for (Group group : groups) {
            Pointwise update = engine.compile(program(group.decay()));
            for (Tensor p : group.parameters()) {
                parameters.add(p);
                moments.put(p, new float[rule.moments().size()][p.size()]);
                for (int from = 0; from < p.size(); from += BLOCK) {
                    blocks.add(new Block(p, from, Math.min(p.size(), from + BLOCK), update));
                }
            }
        }
    }

    /** Adds clipping and update to a rehearsal. */
    public void rehearse(Rehearsal rehearsal) {
        float[][] arrays = new float[3 + 2 * rule.moments().size()][SLIVER];
        int[] zeros = new int[arrays.length];
        blocks.stream()
                .map(Block::update)
                .distinct()
                .forEach(update ->
                        rehearsal.add(SLIVER_NANOS, () -> update.run(arrays, zeros, zeros, new float[4], 1, SLIVER)));
        rehearsal.add(SLIVER_NANOS, () -> engine.kernels().sumSquares(arrays[0], 0, SLIVER));
    }

    /** The rule with the clipped gradient put in for g; scalars are lr, c1, c2 and the clipping factor or limit. */
    private Program program(Decay decay) {
        List<Program.Input> inputs = new ArrayList<>();
        inputs.add(new Program.Input("p", Program.Kind.BLOCK));
        inputs.add(new Program.Input("g", Program.Kind.BLOCK));
        rule.moments().forEach(m -> inputs.add(new Program.Input(m, Program.Kind.BLOCK)));
        List.of("lr", "c1", "c2", "k").forEach(s -> inputs.add(new Program.Input(s, Program.Kind.SCALAR)));
        List<Program.Output> outputs = new ArrayList<>();
        outputs.add(new Program.Output("p", with(rule.parameter(), decay)));
        for (int i = 0; i < rule.moments().size(); i++) {
            outputs.add(
                    new Program.Output(rule.moments().get(i), with(rule.next().get(i), decay), true));
        }
        return new Program(rule.name(), inputs, outputs);
    }

    private Expr with(Expr e, Decay decay) {
        Expr gradient = gradient(decay);
        return e.substitute(name -> switch (name) {
                    case "g" -> gradient;
                    case "wd" -> Expr.of(decay.l2());
                    default -> Expr.var(name);
                })
                .simplify();
    }

    /** What the rule takes for the gradient: clipped, then with the slopes of the penalties. */
    private Expr gradient(Decay decay) {
        Expr g = Expr.var("g");
        Expr k = Expr.var("k");
        Expr p = Expr.var("p");
        Expr clipped = clip.by() == Clip.By.NORM
                ? k.times(g)
                : Expr.call(Function.MAX, Expr.call(Function.MIN, g, k), new Expr.Neg(k));
        Expr own = rule.decaysItself() ? Expr.of(0) : Expr.of(decay.l2()).times(p);
        return clipped.plus(own).plus(Expr.of(decay.l1()).times(Expr.call(Function.SIGN, p)));
    }

    public UpdateRule rule() {
        return rule;
    }

    /** Updates made so far. */
    public long steps() {
        return steps;
    }

    /** Continues after {@code steps} updates: a resumed run. */
    public void setSteps(long steps) {
        this.steps = steps;
    }

    /** One moment of one of the parameters, for saving and restoring; the array itself. */
    public float[] moment(Tensor parameter, int index) {
        return moments(parameter)[index];
    }

    /** The Euclidean norm of all gradients together. */
    public double gradientNorm() {
        parameters.forEach(Tensor::gradient); // made here where there is none, not by two threads at once
        double[] sums = new double[blocks.size()];
        forEachBlock(i -> {
            Block b = blocks.get(i);
            sums[i] = engine.kernels().sumSquares(b.tensor().gradient(), b.from(), b.to());
        });
        return Math.sqrt(Arrays.stream(sums).sum());
    }

    /**
     * Clips, updates every parameter, and clears the gradients. A gradient that is not finite changes no parameter.
     *
     * @return the norm of the gradient before clipping
     */
    public double step(double learningRate) {
        double norm = gradientNorm();
        if (!Double.isFinite(norm)) {
            parameters.forEach(Tensor::clearGradient);
            return norm;
        }
        steps++;
        double factor = clip.by() == Clip.By.VALUE ? clip.limit() : norm > clip.limit() ? clip.limit() / norm : 1;
        float[] scalars = {(float) learningRate, correction(rule.beta1()), correction(rule.beta2()), (float) factor};
        forEachBlock(i -> update(blocks.get(i), scalars));
        parameters.forEach(Tensor::clearGradient);
        return norm;
    }

    private void forEachBlock(IntConsumer task) {
        if (parameters.stream().mapToLong(Tensor::size).sum() <= FEW) {
            IntStream.range(0, blocks.size()).forEach(task);
        } else {
            engine.team().forEach(blocks.size(), task);
        }
    }

    private float correction(double beta) {
        return (float) (1 / (1 - Math.pow(beta, (double) steps)));
    }

    private void update(Block b, float[] scalars) {
        float[][] own = moments(b.tensor());
        int n = own.length;
        float[][] arrays = new float[3 + 2 * n][];
        arrays[0] = b.tensor().data();
        arrays[1] = b.tensor().gradientArray();
        arrays[2 + n] = b.tensor().data();
        for (int i = 0; i < n; i++) {
            arrays[2 + i] = own[i];
            arrays[3 + n + i] = own[i];
        }
        int[] offsets = new int[arrays.length];
        Arrays.fill(offsets, b.from());
        b.update().run(arrays, offsets, new int[arrays.length], scalars, 1, b.to() - b.from());
    }

    /**
     * Runs something with every parameter replaced by its running average since the first update, then puts the parameters
     * back. A rule without averaging leaves them as they are.
     *
     * <p>The average starts from zero like Adam's moments and is corrected like them: divided by 1 − decayᵗ it is a mean of the
     * parameters after each update, whose weights fall by the decay with every step back.
     */
    public <T> T averaged(Supplier<T> use) {
        if (rule.averaging() == 0 || steps == 0) {
            return use.get();
        }
        List<float[]> own = parameters.stream().map(p -> p.data().clone()).toList();
        for (Tensor p : parameters) {
            float[] average = average(p, UnaryOperator.identity(), steps);
            System.arraycopy(average, 0, p.data(), 0, average.length);
        }
        try {
            return use.get();
        } finally {
            for (int k = 0; k < own.size(); k++) {
                System.arraycopy(own.get(k), 0, parameters.get(k).data(), 0, own.get(k).length);
            }
        }
    }

    /**
     * A parameter's running average, or the parameter itself for a rule without averaging.
     *
     * @param at where the numbers of an array of parameters or moments are: there, or in a copy
     * @param updates that had been made
     */
    public float[] average(Tensor parameter, UnaryOperator<float[]> at, long updates) {
        if (rule.averaging() == 0 || updates == 0) {
            return at.apply(parameter.data());
        }
        double correction = 1 / (1 - Math.pow(rule.averaging(), (double) updates));
        float[] sum = at.apply(moment(parameter, rule.moments().size() - 1));
        float[] average = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            average[i] = (float) (sum[i] * correction);
        }
        return average;
    }

    private float[][] moments(Tensor parameter) {
        float[][] all = moments.get(parameter);
        if (all == null) {
            throw new IllegalArgumentException("not a parameter of this optimiser: " + parameter);
        }
        return all;
    }
}
