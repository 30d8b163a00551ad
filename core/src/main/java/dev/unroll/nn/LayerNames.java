package dev.unroll.nn;

import dev.unroll.recurrence.Layer;
import dev.unroll.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes a layer's parameters under the names they have in files: PyTorch's for the cells PyTorch has, those of the
 * equations ({@code l0.Wxi}) for every other cell.
 */
final class LayerNames {
    private final Layer layer;
    /** {@code l0}, {@code l0_reverse}: which of the stack. */
    private final String suffix;

    private final Optional<TorchNames> torch;

    LayerNames(Layer layer, String suffix) {
        this.layer = layer;
        this.suffix = suffix;
        torch = TorchNames.of(layer.plan().cell());
    }

    void export(Function<Tensor, float[]> of, Map<String, Tensor> to) {
        if (torch.isEmpty()) {
            for (String name : layer.parameterNames()) {
                to.put(name(name), Tensor.of(layer.read(name, of), layer.shape(name)));
            }
            return;
        }
        TorchNames t = torch.get();
        stack("weight_ih", t.input(), layer.input(), of, to);
        stack("weight_hh", t.hidden(), layer.hidden(), of, to);
        stack("bias_ih", t.inputBias(), 0, of, to);
        stack("bias_hh", t.hiddenBias(), 0, of, to);
    }

    private String name(String parameter) {
        return suffix + "." + parameter;
    }

    private String torchName(String kind) {
        return kind + "_" + suffix;
    }

    /** @param width columns of the matrices, 0 for vectors */
    private void stack(
            String kind, List<String> names, int width, Function<Tensor, float[]> of, Map<String, Tensor> to) {
        int each = layer.hidden() * Math.max(1, width);
        float[] all = new float[names.size() * each];
        for (int g = 0; g < names.size(); g++) {
            if (!names.get(g).isEmpty()) {
                System.arraycopy(layer.read(names.get(g), of), 0, all, g * each, each);
            }
        }
        to.put(torchName(kind), Tensor.of(all, shape(names.size(), width)));
    }

    private int[] shape(int gates, int width) {
        int rows = gates * layer.hidden();
        return width == 0 ? new int[] {rows} : new int[] {rows, width};
    }

    void restore(Map<String, Tensor> from, Function<Tensor, float[]> into) {
        if (torch.isEmpty()) {
            for (String name : layer.parameterNames()) {
                layer.write(name, Named.array(from, name(name), layer.shape(name)), into);
            }
            return;
        }
        TorchNames t = torch.get();
        unstack("weight_ih", t.input(), layer.input(), from, into);
        unstack("weight_hh", t.hidden(), layer.hidden(), from, into);
        float[] ih = Named.array(from, torchName("bias_ih"), shape(t.inputBias().size(), 0));
        float[] hh =
                Named.array(from, torchName("bias_hh"), shape(t.hiddenBias().size(), 0));
        for (int g = 0; g < t.inputBias().size(); g++) {
            boolean separate = !t.hiddenBias().get(g).isEmpty();
            float[] first = new float[layer.hidden()];
            float[] second = new float[layer.hidden()];
            for (int i = 0; i < first.length; i++) {
                int at = g * first.length + i;
                first[i] = separate ? ih[at] : ih[at] + hh[at];
                second[i] = hh[at];
            }
            layer.write(t.inputBias().get(g), first, into);
            if (separate) {
                layer.write(t.hiddenBias().get(g), second, into);
            }
        }
    }

    private void unstack(
            String kind, List<String> names, int width, Map<String, Tensor> from, Function<Tensor, float[]> into) {
        float[] all = Named.array(from, torchName(kind), shape(names.size(), width));
        int each = layer.hidden() * width;
        for (int g = 0; g < names.size(); g++) {
            float[] one = new float[each];
            System.arraycopy(all, g * each, one, 0, each);
            layer.write(names.get(g), one, into);
        }
    }
}
