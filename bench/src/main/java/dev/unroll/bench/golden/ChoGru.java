package dev.unroll.bench.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The GRU as Cho et al. (2014) define it, composed of libtorch operations: the state is reset <em>before</em> it meets
 * its matrix, where PyTorch's GRU resets the product.
 *
 * <pre>
 * r  = sigmoid(W_r x + U_r h + b_r)
 * z  = sigmoid(W_z x + U_z h + b_z)
 * n  = tanh(W_n x + U_n (r * h) + b_n)
 * h' = z * h + (1 - z) * n
 * </pre>
 *
 * <p>One direction, all sequences full. Parameters are stacked r,z,n under PyTorch's names; there is one bias, {@code bias_ih}.
 */
public final class ChoGru implements Network {
    private final Size size;
    private final Map<String, Tensor> parameters = new LinkedHashMap<>();

    /** A network with zero parameters. */
    public ChoGru(Size size) {
        this.size = size;
        int hidden = size.hidden();
        for (int l = 0; l < size.layers(); l++) {
            parameters.put("weight_ih_l" + l, trained(3L * hidden, l == 0 ? size.input() : hidden));
            parameters.put("weight_hh_l" + l, trained(3L * hidden, hidden));
            parameters.put("bias_ih_l" + l, trained(3L * hidden));
        }
    }

    private static Tensor trained(long... shape) {
        return torch.zeros(shape).set_requires_grad(true);
    }

    @Override
    public String describe() {
        return "GRU of Cho et al. 2014 (reset before the product), gates r,z,n, one bias, " + size.describe();
    }

    @Override
    public Size size() {
        return size;
    }

    @Override
    public List<String> states() {
        return List.of("h");
    }

    @Override
    public Map<String, Tensor> parameters() {
        return parameters;
    }

    @Override
    public List<Tensor> forward(Tensor x, Tensor lengths, List<Tensor> initial) {
        Tensor sequence = x;
        TensorVector finals = new TensorVector();
        for (int l = 0; l < size.layers(); l++) {
            TensorVector inputs = sequence.unbind(0);
            TensorVector outputs = new TensorVector();
            Tensor h = initial.getFirst().select(0, l);
            for (long t = 0; t < inputs.size(); t++) {
                h = step(l, inputs.get(t), h);
                outputs.push_back(h);
            }
            finals.push_back(h);
            sequence = torch.stack(outputs);
        }
        return List.of(sequence, torch.stack(finals));
    }

    private Tensor step(int layer, Tensor x, Tensor h) {
        List<Tensor> w = gates("weight_ih_l" + layer);
        List<Tensor> u = gates("weight_hh_l" + layer);
        List<Tensor> b = gates("bias_ih_l" + layer);
        Tensor r = sum(w.get(0), x, u.get(0), h, b.get(0)).sigmoid();
        Tensor z = sum(w.get(1), x, u.get(1), h, b.get(1)).sigmoid();
        Tensor n = sum(w.get(2), x, u.get(2), r.mul(h), b.get(2)).tanh();
        return z.mul(h).add(n).sub(z.mul(n));
    }

    private List<Tensor> gates(String name) {
        TensorVector chunks = Objects.requireNonNull(parameters.get(name)).chunk(3, 0);
        List<Tensor> gates = new ArrayList<>();
        for (long i = 0; i < 3; i++) {
            gates.add(chunks.get(i));
        }
        return gates;
    }

    private static Tensor sum(Tensor w, Tensor x, Tensor u, Tensor h, Tensor b) {
        return x.matmul(w.t()).add(h.matmul(u.t())).add(b);
    }
}
