package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Layer;
import dev.unroll.recurrence.LayerRun;
import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass of a stack of layers over a piece of a sequence, as an operation on the tape. */
final class Unrolled implements CustomOp {
    private final Engine engine;
    private final List<Layer> layers;
    private final RecurrentState state;
    private final Dropout dropout;
    private final CounterRandom random;
    private final int @Nullable [] tokens;
    private final List<LayerRun> runs = new ArrayList<>();

    Unrolled(
            Engine engine,
            List<Layer> layers,
            RecurrentState state,
            Dropout dropout,
            CounterRandom random,
            int @Nullable [] tokens) {
        this.engine = engine;
        this.layers = layers;
        this.state = state;
        this.dropout = dropout;
        this.random = random;
        this.tokens = tokens;
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        int rows = tokens != null ? tokens.length : in[0].size(0);
        int batch = state.batch();
        if (rows == 0 || rows % batch != 0) {
            throw new IllegalArgumentException(
                    "recurrent: " + rows + " rows do not divide into steps of a batch of " + batch);
        }
        int hidden = layers.getLast().hidden();
        if (layers.getFirst().readsTokens() != (tokens != null)) {
            throw new IllegalArgumentException("recurrent: the stack was made for "
                    + (tokens != null ? "features, and was given tokens" : "tokens, and was given features"));
        }
        Tensor out = tape.allocate(rows, hidden);
        for (Layer layer : layers) {
            if (!tape.recording()) {
                layer.prepare();
            }
            runs.add(layer.begin(rows / batch, batch, tape.recording()));
        }
        tape.onReset(() -> runs.forEach(LayerRun::end));
        readInput(in, rows);
        for (int l = 0; l < layers.size(); l++) {
            LayerRun run = runs.get(l);
            run.state(state.values()[l]);
            if (l + 1 < layers.size()) {
                LayerRun above = runs.get(l + 1);
                run.forward(above.input(), above.inputStride());
                if (tape.recording() && dropout.probability() > 0) {
                    dropout.apply(engine.team(), mask(l), above.input(), rows, hidden, above.inputStride());
                }
            } else {
                run.forwardExact(out.data());
            }
            run.finalState(state.values()[l]);
        }
        return out;
    }

    private void readInput(Tensor[] in, int rows) {
        LayerRun first = runs.getFirst();
        if (tokens != null) {
            first.tokens(tokens);
            return;
        }
        int width = layers.getFirst().input();
        if (in[0].rank() != 2 || in[0].size(1) != width) {
            throw new IllegalArgumentException("recurrent: input " + in[0] + ", expected [rows × " + width + "]");
        }
        for (int r = 0; r < rows; r++) {
            System.arraycopy(in[0].data(), r * width, first.input(), r * first.inputStride(), width);
        }
    }

    private CounterRandom mask(int layer) {
        return new CounterRandom(random.seed(), random.stream() * 31 + layer);
    }

    @Override
    public void pullBack(Tape tape, Tensor out, Tensor... in) {
        int rows = out.size(0);
        int hidden = layers.getLast().hidden();
        int states = state.values()[0].length;
        float[] gradient = out.gradient();
        LayerRun top = runs.getLast();
        for (int r = 0; r < rows; r++) {
            System.arraycopy(gradient, r * hidden, top.outputGradient(), r * top.outputGradientStride(), hidden);
        }
        for (int l = layers.size() - 1; l >= 0; l--) {
            LayerRun run = runs.get(l);
            run.backward(new float[states][], new float[states][]);
            if (l > 0) {
                LayerRun below = runs.get(l - 1);
                run.inputGradient(below.outputGradient(), below.outputGradientStride(), 0);
                if (dropout.probability() > 0) {
                    dropout.apply(
                            engine.team(),
                            mask(l - 1),
                            below.outputGradient(),
                            rows,
                            hidden,
                            below.outputGradientStride());
                }
            } else if (tokens == null && in[0].tracked()) {
                float beta = in[0].beginGradient();
                run.inputGradient(in[0].gradientArray(), in[0].size(1), beta);
            }
        }
    }
}
