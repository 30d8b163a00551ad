package dev.unroll.bench.libtorch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** MUT1 of Jozefowicz et al. 2015: what depends on x alone is done for all steps at once, which leaves two products a step. */
final class ComposedMut1 extends ComposedLayer {
    private final Tensor wx = inputMatrices("Wxz", "Wxr", "Px");
    private final Tensor whr = stateMatrices("Whr");
    private final Tensor whh = stateMatrices("Whh");
    private final Tensor bz = vectors("bz");
    private final Tensor br = vectors("br");
    private final Tensor bh = vectors("bh");

    ComposedMut1(int input, boolean tokens, int hidden) {
        super(input, tokens, hidden);
    }

    @Override
    int states() {
        return 1;
    }

    @Override
    Tensor forward(Tensor x, List<Tensor> initial, List<Tensor> finals) {
        Tensor none = torch.zeros_like(bz);
        TensorVector parts =
                project(x, wx, torch.cat(new TensorVector(bz, br, none))).chunk(3, 2);
        TensorVector update = parts.get(0).sigmoid().unbind(0);
        TensorVector reset = parts.get(1).unbind(0);
        TensorVector candidate = parts.get(2).tanh().add(bh).unbind(0);
        TensorVector outputs = new TensorVector();
        Tensor whrT = whr.t();
        Tensor whhT = whh.t();
        Tensor h = initial.getFirst();
        for (long t = 0; t < update.size(); t++) {
            Tensor r = torch.addmm(reset.get(t), h, whrT).sigmoid();
            Tensor q = torch.addmm(candidate.get(t), r.mul(h), whhT).tanh();
            h = torch.lerp(h, q, update.get(t));
            outputs.push_back(h);
        }
        finals.add(h);
        return torch.stack(outputs);
    }
}
