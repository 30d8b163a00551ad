package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Pointwise;
import dev.unroll.recurrence.Readout.Product;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;

/** Makes the output y of all steps of a run of what they have handed out, and carries its gradient back. */
final class ReadoutPass {
    /** Elements of one task of a program. */
    private static final int ELEMENTS = 1 << 15;

    private static final float[] NO_SCALARS = {};

    private final Engine engine;
    private final Widths w;
    private final Readout plan;
    private final ReadoutWeights weights;
    private final LayerMemory m;
    private final Pass.Output handedOut;
    /** [rows × products], each as wide as y in whole panels; likewise the gradients. */
    private final float[] products;

    private final int productStride;
    private final int gradientStride;
    /** Made when the backward pass first needs it. */
    private float[] gradients = {};

    private final Pointwise forward;
    private final Pointwise backward;

    ReadoutPass(Layer layer, Readout plan, ReadoutWeights weights, LayerMemory memory) {
        engine = layer.engine();
        w = layer.widths();
        this.plan = plan;
        this.weights = weights;
        m = memory;
        int stride = w.stride(layer.plan().outputs());
        handedOut = new Pass.Output(new float[Math.multiplyExact(rows(), stride)], stride);
        productStride = plan.products().size() * weights.padded();
        products = new float[Math.multiplyExact(rows(), productStride)];
        gradientStride = plan.gradients() * weights.padded();
        forward = engine.compile(plan.forward().program());
        backward = engine.compile(plan.backward().program());
    }

    private int rows() {
        return m.steps * m.batch;
    }

    /** Where the steps hand out what the products read. */
    Pass.Output handedOut() {
        return handedOut;
    }

    /** y of row r to {@code to[r · stride]}; zero past the end of a sequence. */
    void forward(float[] to, int stride) {
        boolean few = Pieces.isFew(rows());
        for (int p = 0; p < plan.products().size(); p++) {
            if (few) {
                multiplyFew(p);
            } else {
                multiply(p);
            }
        }
        run(forward, plan.forward(), to, stride);
        clearEnded(to, stride, weights.width());
    }

    private void multiply(int p) {
        Product product = plan.products().get(p);
        engine.gemm(
                false,
                true,
                rows(),
                weights.width(),
                w.hidden(),
                handedOut.array(),
                product.output() * w.padded(),
                handedOut.stride(),
                weights.get(product.matrix()).data(),
                0,
                w.hidden(),
                0,
                products,
                p * weights.padded(),
                productStride);
    }

    private void multiplyFew(int p) {
        Product product = plan.products().get(p);
        for (int b = 0; b < weights.blocks(); b++) {
            engine.panelProduct(handedOut.stride())
                    .run(
                            rows(),
                            w.hidden(),
                            handedOut.array(),
                            product.output() * w.padded(),
                            weights.panels(product.matrix()),
                            b * w.panel() * w.hidden(),
                            products,
                            p * weights.padded() + b * w.panel(),
                            productStride,
                            false);
        }
    }

    /** The array for the gradient of y, row r at {@code r · gradientStride()}. */
    float[] gradient() {
        if (gradients.length == 0) {
            gradients = new float[Math.multiplyExact(rows(), gradientStride)];
        }
        return gradients;
    }

    int gradientStride() {
        return gradientStride;
    }

    /** Gives what the steps have handed out its gradient. */
    void backward(float[] ofHandedOut) {
        run(backward, plan.backward(), gradient(), gradientStride);
        clearEnded(gradient(), gradientStride, gradientStride);
        for (int p = 0; p < plan.products().size(); p++) {
            Product product = plan.products().get(p);
            boolean first = plan.products().subList(0, p).stream().noneMatch(q -> q.output() == product.output());
            engine.gemm(
                    false,
                    false,
                    rows(),
                    w.hidden(),
                    weights.width(),
                    gradient(),
                    plan.productGradients().get(p) * weights.padded(),
                    gradientStride,
                    weights.get(product.matrix()).data(),
                    0,
                    w.hidden(),
                    first ? 0 : 1,
                    ofHandedOut,
                    product.output() * w.padded(),
                    handedOut.stride());
        }
    }

    /** Adds the parameters' gradients from some rows. */
    void addGradients(int firstRow, int rows) {
        int row = firstRow * gradientStride;
        for (int p = 0; p < plan.products().size(); p++) {
            Product product = plan.products().get(p);
            Tensor matrix = weights.get(product.matrix());
            float beta = matrix.beginGradient();
            engine.gemm(
                    true,
                    false,
                    weights.width(),
                    w.hidden(),
                    rows,
                    gradient(),
                    row + plan.productGradients().get(p) * weights.padded(),
                    gradientStride,
                    handedOut.array(),
                    firstRow * handedOut.stride() + product.output() * w.padded(),
                    handedOut.stride(),
                    beta,
                    matrix.gradientArray(),
                    0,
                    w.hidden());
        }
        for (int v = 0; v < plan.vectors().size(); v++) {
            int from = row + plan.vectorGradients().get(v) * weights.padded();
            float[] sum = weights.get(plan.vectors().get(v)).gradient();
            engine.addColumnSums(gradient(), from, gradientStride, rows, weights.width(), sum, 0);
        }
    }

    /** Runs a program over all rows. */
    private void run(Pointwise code, Plan.Step step, float[] to, int stride) {
        int bindings = step.slots().size();
        float[][] arrays = new float[bindings][];
        int[] first = new int[bindings];
        int[] strides = new int[bindings];
        for (int k = 0; k < bindings; k++) {
            Slot slot = step.slots().get(k);
            first[k] = slot.index() * weights.padded();
            switch (slot.kind()) {
                case PRODUCT -> {
                    arrays[k] = products;
                    strides[k] = productStride;
                }
                case VECTOR -> {
                    arrays[k] = weights.get(plan.vectors().get(slot.index())).data();
                    first[k] = 0;
                }
                case OUTPUT, OUTPUT_GRADIENT -> {
                    arrays[k] = to;
                    strides[k] = stride;
                }
                default -> throw new IllegalStateException("a readout has no " + slot.label());
            }
        }
        int each = Math.max(1, ELEMENTS / weights.width());
        engine.team().forEach((rows() + each - 1) / each, part -> {
            int[] offsets = new int[bindings];
            Arrays.setAll(offsets, k -> first[k] + part * each * strides[k]);
            code.run(arrays, offsets, strides, NO_SCALARS, Math.min(each, rows() - part * each), weights.width());
        });
    }

    private void clearEnded(float[] table, int stride, int columns) {
        for (int r = m.shortest * m.batch; r < rows(); r++) {
            if (m.ended(r % m.batch, r / m.batch)) {
                Arrays.fill(table, r * stride, r * stride + columns, 0);
            }
        }
    }
}
