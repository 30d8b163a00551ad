package dev.unroll.recurrence;

import dev.unroll.kernel.Kernels;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The parameters of a readout, each in an array of its own that lies as its equation has it. */
final class ReadoutWeights {
    private final int hidden;
    private final int width;
    private final int panel;
    private final Map<String, Tensor> all = new LinkedHashMap<>();
    private final Map<String, float[]> panels = new LinkedHashMap<>();

    /** @param width elements of y */
    ReadoutWeights(Readout readout, int hidden, int width, int panel) {
        if (width < 1) {
            throw new IllegalArgumentException("the output needs a width of at least 1, got " + width);
        }
        this.hidden = hidden;
        this.width = width;
        this.panel = panel;
        for (Readout.Product product : readout.products()) {
            all.computeIfAbsent(
                    product.matrix(),
                    k -> Tensor.parameter(new float[Math.multiplyExact(width, hidden)], width, hidden));
        }
        readout.vectors().forEach(v -> all.put(v, Tensor.parameter(new float[width], width)));
    }

    int width() {
        return width;
    }

    /** Columns of y in whole panels. */
    int padded() {
        return blocks() * panel;
    }

    int blocks() {
        return (width + panel - 1) / panel;
    }

    boolean has(String name) {
        return all.containsKey(name);
    }

    Tensor get(String name) {
        return Objects.requireNonNull(all.get(name));
    }

    List<String> names() {
        return List.copyOf(all.keySet());
    }

    List<Tensor> tensors() {
        return new ArrayList<>(all.values());
    }

    /** Packs the matrices for products of few rows. */
    void pack(Kernels kernels) {
        all.forEach((name, tensor) -> {
            if (tensor.rank() == 2) {
                float[] to = panels.computeIfAbsent(name, k -> new float[Math.multiplyExact(padded(), hidden)]);
                for (int b = 0; b < blocks(); b++) {
                    int columns = Math.min(panel, width - b * panel);
                    kernels.pack(
                            tensor.data(), b * panel * hidden, hidden, true, hidden, columns, to, b * panel * hidden);
                }
            }
        });
    }

    /** What {@link #pack} has made of a matrix: block b from {@code b · panel · hidden}. */
    float[] panels(String matrix) {
        return Objects.requireNonNull(panels.get(matrix));
    }
}
