package dev.unroll.tasks.translate;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.CrossAttention;
import dev.unroll.nn.Module;
import dev.unroll.nn.Positions;
import dev.unroll.nn.Transformer;
import dev.unroll.nn.TransformerStream;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two transformers, normalised before each part; steps know their place by waves and by distance. */
final class TransformerNetwork implements Network {
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private final Transformer encoder;
    private final Transformer decoder;

    TransformerNetwork(TranslateArchitecture a) {
        double dropout = a.noise().dropout();
        encoder = new Transformer(a.hidden(), a.layers(), a.heads(), dropout, false);
        decoder = Transformer.decoder(a.hidden(), a.layers(), a.heads(), dropout);
    }

    @Override
    public void initialise(long seed) {
        encoder.initialise(seed, "encoder.");
        decoder.initialise(seed, "decoder.");
    }

    private List<CrossAttention.Memory> encode(Tape tape, Sequence source, CounterRandom random) {
        Tensor x = Positions.add(tape, source.x(), source.batch(), 0);
        Tensor encoded = encoder.forward(tape, x, source.lengths(), Translator.place(random, 0));
        return decoder.remember(tape, encoded, source.lengths());
    }

    @Override
    public Tensor forward(Tape tape, Sequence source, Sequence before, CounterRandom random) {
        List<CrossAttention.Memory> memories = encode(tape, source, random);
        Tensor x = Positions.add(tape, before.x(), before.batch(), 0);
        return decoder.forward(tape, x, before.lengths(), memories, Translator.place(random, 1));
    }

    @Override
    public float[] weights(Tape tape, Sequence source, Sequence before) {
        Tensor x = Positions.add(tape, before.x(), before.batch(), 0);
        return decoder.weights(tape, x, before.lengths(), encode(tape, source, UNUSED));
    }

    @Override
    public Writing begin(Tape tape, Sequence source, int lanes, int most) {
        List<CrossAttention.Memory> memories = encode(tape, source, UNUSED).stream()
                .map(memory -> memory.repeated(lanes))
                .toList();
        int rows = source.batch() * lanes;
        TransformerStream stream = decoder.stream(rows, most, memories);
        return new Writing() {
            private int place;

            @Override
            public Tensor step(Tape on, Tensor x) {
                return stream.step(on, Positions.add(on, x, rows, place++));
            }

            @Override
            public void reorder(int... from) {
                stream.reorder(from);
            }
        };
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("encoder.", encoder);
        children.put("decoder.", decoder);
        return children;
    }
}
