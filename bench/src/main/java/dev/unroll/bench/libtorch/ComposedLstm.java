package dev.unroll.bench.libtorch;

import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The long short-term memory, with or without diagonal peepholes: one product a step. */
final class ComposedLstm extends ComposedLayer {
    private final boolean peepholes;
    private final Tensor wx = inputMatrices("Wxi", "Wxf", "Wxg", "Wxo");
    private final Tensor wh = stateMatrices("Whi", "Whf", "Whg", "Who");
    private final Tensor b = vectors("bi", "bf", "bg", "bo");
    private final Tensor ci;
    private final Tensor cf;
    private final Tensor co;

    ComposedLstm(int input, boolean tokens, int hidden, boolean peepholes) {
        super(input, tokens, hidden);
        this.peepholes = peepholes;
        ci = peepholes ? vectors("wci") : b;
        cf = peepholes ? vectors("wcf") : b;
        co = peepholes ? vectors("wco") : b;
    }

    @Override
    int states() {
        return 2;
    }

    @Override
    Tensor forward(Tensor x, List<Tensor> initial, List<Tensor> finals) {
        TensorVector steps = project(x, wx, b).unbind(0);
        TensorVector outputs = new TensorVector();
        Tensor whT = wh.t();
        Tensor h = initial.get(0);
        Tensor c = initial.get(1);
        for (long t = 0; t < steps.size(); t++) {
            TensorVector gates = torch.addmm(steps.get(t), h, whT).chunk(4, 1);
            Tensor i = gates.get(0);
            Tensor f = gates.get(1);
            Tensor o = gates.get(3);
            if (peepholes) {
                i = torch.addcmul(i, ci, c);
                f = torch.addcmul(f, cf, c);
            }
            c = torch.addcmul(f.sigmoid().mul(c), i.sigmoid(), gates.get(2).tanh());
            if (peepholes) {
                o = torch.addcmul(o, co, c);
            }
            h = o.sigmoid().mul(c.tanh());
            outputs.push_back(h);
        }
        finals.add(h);
        finals.add(c);
        return torch.stack(outputs);
    }
}
