package dev.unroll.nn;

import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Kernels;
import dev.unroll.kernel.PanelProduct;

/** A linear layer packed for few rows at a time, from the weights as they were when it was made. */
public final class LinearStream {
    private final int in;
    private final int out;
    private final int panel;
    private final float[] bias;
    private final float[] panels;
    private final float[] padded;
    private final PanelProduct product;
    private final int batch;

    public LinearStream(Engine engine, Linear layer, int batch) {
        Kernels kernels = engine.kernels();
        this.batch = batch;
        out = layer.weight().size(0);
        in = layer.weight().size(1);
        panel = kernels.panelWidth();
        bias = layer.bias().data().clone();
        int count = (out + panel - 1) / panel;
        panels = new float[Math.multiplyExact(count, in * panel)];
        padded = new float[Math.multiplyExact(batch, count * panel)];
        product = engine.panelProduct(in);
        for (int p = 0; p < count; p++) {
            int columns = Math.min(panel, out - p * panel);
            kernels.pack(layer.weight().data(), p * panel * in, in, true, in, columns, panels, p * in * panel);
        }
    }

    /** [batch × in] → [batch × out]. */
    public void apply(float[] x, float[] y) {
        apply(x, y, batch);
    }

    /** The same of the first rows alone. */
    public void apply(float[] x, float[] y, int rows) {
        int stride = padded.length / batch;
        for (int p = 0; p * panel < out; p++) {
            product.run(rows, in, x, 0, panels, p * in * panel, padded, p * panel, stride, false);
        }
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < out; c++) {
                y[r * out + c] = padded[r * stride + c] + bias[c];
            }
        }
    }
}
