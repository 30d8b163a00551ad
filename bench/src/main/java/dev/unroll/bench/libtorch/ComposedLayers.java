package dev.unroll.bench.libtorch;

import dev.unroll.bench.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** A stack of layers composed of libtorch's operations. */
final class ComposedLayers implements Layers {
    private final List<ComposedLayer> layers = new ArrayList<>();
    private final List<List<Tensor>> states = new ArrayList<>();
    private final List<List<Tensor>> finals = new ArrayList<>();

    /** The cells that are composed here. */
    static boolean has(String cell) {
        return List.of("lstm", "lstm-peephole", "gru", "mut1").contains(cell);
    }

    ComposedLayers(Workload workload) {
        for (int l = 0; l < workload.layers(); l++) {
            ComposedLayer layer = layer(
                    workload.cell(), l == 0 ? workload.vocabulary() : workload.hidden(), l == 0, workload.hidden());
            layers.add(layer);
            states.add(Stream.generate(() -> torch.zeros(workload.batch(), workload.hidden()))
                    .limit(layer.states())
                    .toList());
        }
    }

    private static ComposedLayer layer(String cell, int input, boolean tokens, int hidden) {
        return switch (cell) {
            case "lstm" -> new ComposedLstm(input, tokens, hidden, false);
            case "lstm-peephole" -> new ComposedLstm(input, tokens, hidden, true);
            case "gru" -> new ComposedGru(input, tokens, hidden);
            case "mut1" -> new ComposedMut1(input, tokens, hidden);
            default -> throw new IllegalArgumentException("nobody has composed " + cell + " of libtorch's operations");
        };
    }

    List<ComposedLayer> layers() {
        return layers;
    }

    @Override
    public List<Tensor> parameters() {
        return layers.stream().flatMap(layer -> layer.parameters().stream()).toList();
    }

    @Override
    public Tensor encode(Tensor tokens) {
        return tokens;
    }

    @Override
    public Tensor forward(Tensor x) {
        finals.clear();
        Tensor sequence = x;
        for (int l = 0; l < layers.size(); l++) {
            List<Tensor> ends = new ArrayList<>();
            sequence = layers.get(l).forward(sequence, states.get(l), ends);
            finals.add(ends);
        }
        return sequence;
    }

    @Override
    public void carry() {
        for (int l = 0; l < layers.size(); l++) {
            for (int s = 0; s < finals.get(l).size(); s++) {
                states.get(l).get(s).copy_(finals.get(l).get(s).detach());
            }
        }
    }
}
