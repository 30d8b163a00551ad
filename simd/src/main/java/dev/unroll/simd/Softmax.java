package dev.unroll.simd;

import static dev.unroll.expr.Expr.call;
import static dev.unroll.expr.Expr.var;

import dev.unroll.expr.Function;
import dev.unroll.kernel.Flush;
import dev.unroll.kernel.Pointwise;
import dev.unroll.kernel.Program;
import dev.unroll.kernel.Program.Kind;
import java.util.Arrays;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Softmax cross-entropy, row by row; the exponentials are a compiled program. */
final class Softmax {
    private final Pointwise shiftedExp = ProgramCompiler.compile(new Program(
            "softmax",
            List.of(new Program.Input("z", Kind.BLOCK), new Program.Input("max", Kind.SCALAR)),
            List.of(new Program.Output("e", call(Function.EXP, var("z").minus(var("max")))))));

    /** See {@link dev.unroll.kernel.Kernels#softmaxCrossEntropy}. */
    double crossEntropy(float[] z, int zo, int ldz, int rows, int classes, int[] targets, int to, float scale) {
        float[][] arrays = {z, z};
        int[] offsets = new int[2], strides = new int[2];
        float[] max = new float[1];
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int row = zo + r * ldz, target = targets[to + r];
            if (target < 0) {
                Arrays.fill(z, row, row + classes, 0);
                continue;
            }
            max[0] = max(z, row, classes);
            // log-softmax = z - max - log Σ exp(z - max): the shift keeps exp from overflowing and changes nothing else
            float shifted = z[row + target] - max[0];
            offsets[0] = row;
            offsets[1] = row;
            shiftedExp.run(arrays, offsets, strides, max, 1, classes);
            double sum = sum(z, row, classes);
            multiply(z, row, classes, (float) (scale / sum));
            z[row + target] -= scale;
            loss += Math.log(sum) - shifted;
        }
        return loss;
    }

    private static float max(float[] z, int from, int n) {
        int whole = n - n % Lanes.COUNT;
        float max = Float.NEGATIVE_INFINITY;
        if (whole > 0) {
            FloatVector lanes = Lanes.load(z, from);
            for (int c = Lanes.COUNT; c < whole; c += Lanes.COUNT) {
                lanes = lanes.max(Lanes.load(z, from + c));
            }
            max = lanes.reduceLanes(VectorOperators.MAX);
        }
        for (int c = whole; c < n; c++) {
            max = Math.max(max, z[from + c]);
        }
        return max;
    }

    /** Lane by lane, then the lanes in order, then the rest. */
    private static double sum(float[] z, int from, int n) {
        int whole = n - n % Lanes.COUNT;
        FloatVector lanes = Lanes.broadcast(0);
        for (int c = 0; c < whole; c += Lanes.COUNT) {
            lanes = lanes.add(Lanes.load(z, from + c));
        }
        double sum = 0;
        for (int l = 0; l < Lanes.COUNT; l++) {
            sum += lanes.lane(l);
        }
        for (int c = whole; c < n; c++) {
            sum += z[from + c];
        }
        return sum;
    }

    /** A product that is flushed: most classes of a sure model have next to no probability. */
    private static void multiply(float[] z, int from, int n, float factor) {
        FloatVector scale = Lanes.broadcast(factor), grain = Lanes.broadcast(Flush.GRAIN);
        int whole = n - n % Lanes.COUNT;
        for (int c = 0; c < whole; c += Lanes.COUNT) {
            Lanes.store(Lanes.load(z, from + c).fma(scale, grain).sub(grain), z, from + c);
        }
        for (int c = whole; c < n; c++) {
            z[from + c] = Math.fma(z[from + c], factor, Flush.GRAIN) - Flush.GRAIN;
        }
    }
}
