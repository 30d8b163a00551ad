package dev.unroll.bench.libtorch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The gated recurrent unit of Cho et al. 2014, which resets the state before its product: two products a step. */
final class ComposedGru extends ComposedLayer {
    private final Tensor wx = inputMatrices("Wxr", "Wxz", "Wxn");
    private final Tensor wh = stateMatrices("Whr", "Whz");
    private final Tensor whn = stateMatrices("Whn");
    private final Tensor b = vectors("br", "bz", "bn");

    ComposedGru(int input, boolean tokens, int hidden) {
        super(input, tokens, hidden);
    }

    @Override
    int states() {
        return 1;
    }

    @Override
    Tensor forward(Tensor x, List<Tensor> initial, List<Tensor> finals) {
        Tensor all = project(x, wx, b);
        long hidden = all.size(2) / 3;
        TensorVector parts = all.split_with_sizes(new long[] {2 * hidden, hidden}, 2);
        TensorVector gateSteps = parts.get(0).unbind(0);
        TensorVector candidateSteps = parts.get(1).unbind(0);
        TensorVector outputs = new TensorVector();
        Tensor whT = wh.t();
        Tensor whnT = whn.t();
        Tensor h = initial.getFirst();
        for (long t = 0; t < gateSteps.size(); t++) {
            TensorVector gates = torch.addmm(gateSteps.get(t), h, whT).sigmoid().chunk(2, 1);
            Tensor n = torch.addmm(candidateSteps.get(t), gates.get(0).mul(h), whnT)
                    .tanh();
            h = torch.lerp(n, h, gates.get(1));
            outputs.push_back(h);
        }
        finals.add(h);
        return torch.stack(outputs);
    }
}
