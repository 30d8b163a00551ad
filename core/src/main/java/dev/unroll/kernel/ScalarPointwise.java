package dev.unroll.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Runs a program node by node over strips of a row, in plain loops. */
final class ScalarPointwise implements Pointwise {
    /** Long enough that walking the nodes costs little beside the loops, short enough that all values stay in cache. */
    private static final int STRIP = 64;

    private final List<Program.Input> inputs;
    private final int[] bindings;
    private final int firstOutput;
    private final List<Dataflow.Node> nodes;
    private final List<Integer> results;

    ScalarPointwise(Program program) {
        inputs = program.inputs();
        bindings = IntStream.range(0, inputs.size()).map(program::binding).toArray();
        firstOutput = program.arrays() - program.outputs().size();
        Dataflow flow = Dataflow.of(program);
        nodes = flow.nodes();
        results = flow.results();
    }

    @Override
    public void run(float[][] arrays, int[] offsets, int[] strides, float[] scalars, int rows, int cols) {
        float[][] values = new float[nodes.size()][STRIP];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < cols; c += STRIP) {
                int n = Math.min(STRIP, cols - c);
                for (int k = 0; k < values.length; k++) {
                    if (nodes.get(k) instanceof Dataflow.Read read) {
                        read(read.input(), arrays, offsets, strides, scalars, r, c, values[k], n);
                    } else {
                        compute(nodes.get(k), values, values[k], n);
                    }
                }
                for (int j = 0; j < results.size(); j++) {
                    int k = firstOutput + j;
                    System.arraycopy(values[results.get(j)], 0, arrays[k], offsets[k] + r * strides[k] + c, n);
                }
            }
        }
    }

    private void read(
            int input,
            float[][] arrays,
            int[] offsets,
            int[] strides,
            float[] scalars,
            int r,
            int c,
            float[] to,
            int n) {
        int k = bindings[input];
        switch (inputs.get(input).kind()) {
            case BLOCK -> System.arraycopy(arrays[k], offsets[k] + r * strides[k] + c, to, 0, n);
            case COLUMN -> Arrays.fill(to, 0, n, arrays[k][offsets[k] + r * strides[k]]);
            case ROW -> System.arraycopy(arrays[k], offsets[k] + c, to, 0, n);
            case SCALAR -> Arrays.fill(to, 0, n, scalars[k]);
        }
    }

    private static void compute(Dataflow.Node node, float[][] v, float[] to, int n) {
        switch (node) {
            case Dataflow.Constant c -> Arrays.fill(to, 0, n, c.value());
            case Dataflow.Neg(int a) -> each(to, n, i -> -v[a][i]);
            case Dataflow.Add(int a, int b) -> each(to, n, i -> v[a][i] + v[b][i]);
            case Dataflow.Sub(int a, int b) -> each(to, n, i -> v[a][i] - v[b][i]);
            case Dataflow.Mul(int a, int b) -> each(to, n, i -> v[a][i] * v[b][i]);
            case Dataflow.Div(int a, int b) -> each(to, n, i -> v[a][i] / v[b][i]);
            case Dataflow.Fma(int a, int b, int c) -> each(to, n, i -> Math.fma(v[a][i], v[b][i], v[c][i]));
            case Dataflow.Apply(var f, int a, int b) -> each(to, n, i -> (float) f.apply(v[a][i], v[b][i]));
            case Dataflow.Read r -> throw new AssertionError("a read is no computation: " + r);
        }
    }

    private interface ToFloat {
        float at(int i);
    }

    private static void each(float[] to, int n, ToFloat f) {
        for (int i = 0; i < n; i++) {
            to[i] = f.at(i);
        }
    }
}
