package dev.unroll.tensor;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** An elementwise expression over tensors of one shape, and rows that are repeated. */
record Pointwise(Expr expression, List<String> names) implements Op {
    private static final String UPSTREAM = "upstream'";

    /** Elements of one task. */
    private static final int TASK = 1 << 14;

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        if (in.length != names.size()) {
            throw new IllegalArgumentException("map: " + names.size() + " names for " + in.length + " tensors");
        }
        Tensor shape = in[0];
        for (Tensor t : in) {
            shape = t.size() > shape.size() || t.rank() > shape.rank() ? t : shape;
        }
        int cols = shape.size(-1);
        for (int i = 0; i < in.length; i++) {
            boolean same = Arrays.equals(in[i].shape(), shape.shape());
            if (!same && !(in[i].rank() == 1 && in[i].size() == cols)) {
                throw new IllegalArgumentException("map: " + names.get(i) + " is " + Arrays.toString(in[i].shape())
                        + ", expected " + Arrays.toString(shape.shape()) + " or a row [" + cols + "]");
            }
        }
        Tensor out = tape.allocate(shape.shape());
        run(tape, expression, out.data(), out, List.of(), in);
        return out;
    }

    @Override
    public void pullBack(Tape tape, Tensor out, Tensor... in) {
        for (int i = 0; i < in.length; i++) {
            if (!in[i].tracked()) {
                continue;
            }
            Expr local = Expr.var(UPSTREAM)
                    .times(expression.derivative(names.get(i)))
                    .simplify();
            float[] g = tape.array(out.size());
            run(tape, local, g, out, List.of(out.gradient()), in);
            if (in[i].size() == out.size()) {
                if (!in[i].adoptGradient(g)) {
                    tape.engine().kernels().axpy(g.length, 1, g, 0, in[i].gradient(), 0);
                }
            } else {
                float[] d = in[i].gradient();
                int cols = in[i].size();
                tape.engine().addColumnSums(g, 0, cols, out.size() / cols, cols, d, 0);
            }
        }
    }

    /** Runs one expression of the inputs (and the upstream gradient, if given) over all elements. */
    private void run(Tape tape, Expr e, float[] result, Tensor shape, List<float[]> upstream, Tensor... in) {
        int cols = shape.size(-1);
        int rows = cols == 0 ? 0 : shape.size() / cols;
        boolean flat = IntStream.range(0, in.length).allMatch(i -> in[i].size() == shape.size());
        List<Program.Input> inputs = new ArrayList<>();
        List<float[]> arrays = new ArrayList<>();
        for (int i = 0; i < in.length; i++) {
            boolean row = in[i].size() != shape.size();
            inputs.add(new Program.Input(names.get(i), row ? Program.Kind.ROW : Program.Kind.BLOCK));
            arrays.add(in[i].data());
        }
        for (float[] u : upstream) {
            inputs.add(new Program.Input(UPSTREAM, Program.Kind.BLOCK));
            arrays.add(u);
        }
        arrays.add(result);
        Program program = new Program("map", inputs, List.of(new Program.Output("out", e)));
        int[] strides = new int[arrays.size()];
        Arrays.fill(strides, cols);
        dev.unroll.kernel.Pointwise compiled = tape.engine().compile(program);
        float[][] bound = arrays.toArray(float[][]::new);
        // An element does not depend on those beside it, so that the cut changes no bit.
        int unit = flat ? TASK : Math.max(1, TASK / cols);
        int length = flat ? shape.size() : rows;
        tape.engine().team().forEach(Math.ceilDiv(length, unit), part -> {
            int from = part * unit;
            int count = Math.min(unit, length - from);
            int[] offsets = new int[bound.length];
            for (int i = 0; i < offsets.length; i++) {
                boolean row = i < in.length && in[i].size() != shape.size();
                offsets[i] = row ? 0 : flat ? from : from * cols;
            }
            compiled.run(bound, offsets, strides, new float[0], flat ? 1 : count, flat ? count : cols);
        });
    }
}
