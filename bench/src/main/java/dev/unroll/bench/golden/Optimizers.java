package dev.unroll.bench.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/** Some updates by each of libtorch's optimisers, from the same parameter with the same gradients, with and without decay. */
public final class Optimizers {
    private static final int STEPS = 4;
    private static final long SIZE = 9;
    private static final double RATE = 0.05;
    private static final double DECAY = 0.1;

    private Optimizers() {}

    /** Writes {@code optimizers.golden}. */
    public static void record(Path folder) throws IOException {
        try (var _ = new PointerScope()) {
            GoldenFile file = new GoldenFile(
                    "optimizers",
                    STEPS + " updates of p with g.1, g.2, ...; learning rate " + RATE + ", weight decay " + DECAY
                            + " where the name says so",
                    "epsilon 1e-8; rmsprop with alpha 0.95; momentum 0.9");
            Tensor start = file.constant("p", SIZE);
            List<Tensor> gradients = new ArrayList<>();
            for (int step = 1; step <= STEPS; step++) {
                gradients.add(file.constant("g." + step, SIZE));
            }
            for (double decay : new double[] {0, DECAY}) {
                optimizers(decay).forEach((name, optimizer) -> {
                    Tensor p = start.clone().detach().set_requires_grad(true);
                    Optimizer torch = optimizer.apply(new TensorVector(p));
                    for (Tensor g : gradients) {
                        torch.zero_grad();
                        p.mul(g).sum().backward();
                        torch.step();
                    }
                    file.put(name + (decay == 0 ? "" : ".decay"), p);
                });
            }
            file.write(folder);
        }
    }

    private static Map<String, Function<TensorVector, Optimizer>> optimizers(double decay) {
        Map<String, Function<TensorVector, Optimizer>> all = new LinkedHashMap<>();
        all.put("sgd", p -> new SGD(p, sgd(0, false, decay)));
        all.put("momentum", p -> new SGD(p, sgd(0.9, false, decay)));
        all.put("nesterov", p -> new SGD(p, sgd(0.9, true, decay)));
        AdagradOptions adagrad = new AdagradOptions(RATE);
        adagrad.weight_decay().put(decay);
        adagrad.eps().put(1e-8);
        all.put("adagrad", p -> new Adagrad(p, adagrad));
        RMSpropOptions rmsprop = new RMSpropOptions(RATE);
        rmsprop.alpha().put(0.95);
        rmsprop.weight_decay().put(decay);
        all.put("rmsprop", p -> new RMSprop(p, rmsprop));
        AdamOptions adam = new AdamOptions(RATE);
        adam.weight_decay().put(decay);
        all.put("adam", p -> new Adam(p, adam));
        AdamWOptions adamw = new AdamWOptions(RATE);
        adamw.weight_decay().put(decay);
        all.put("adamw", p -> new AdamW(p, adamw));
        return all;
    }

    private static SGDOptions sgd(double momentum, boolean nesterov, double decay) {
        SGDOptions options = new SGDOptions(RATE);
        options.momentum().put(momentum);
        options.nesterov().put(nesterov);
        options.weight_decay().put(decay);
        return options;
    }
}
