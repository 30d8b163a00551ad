package dev.unroll.tasks.translate;

import dev.unroll.expr.Expr;
import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.nn.BahdanauAttention;
import dev.unroll.nn.CrossAttention;
import dev.unroll.nn.Dropout;
import dev.unroll.nn.Linear;
import dev.unroll.nn.LuongAttention;
import dev.unroll.nn.Module;
import dev.unroll.nn.Recurrent;
import dev.unroll.nn.RecurrentOutput;
import dev.unroll.nn.RecurrentStream;
import dev.unroll.nn.Sequences;
import dev.unroll.nn.Start;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A stack of any cell that reads and one that writes, which begins where the first ended: at its states as they are, or linear in those of
 * its two directions. The next piece is scored with tanh(W [h; what was seen]).
 */
final class RecurrentNetwork implements Network {
    private static final Expr TANH = Expr.parse("tanh(x)");
    private static final CounterRandom UNUSED = new CounterRandom(0, 0);

    private final TranslateArchitecture architecture;
    private final Recurrent encoder;
    private final Recurrent decoder;
    private final List<Linear> bridges = new ArrayList<>();
    private final @Nullable CrossAttention attention;
    private final Linear readout;
    private final Dropout dropout;
    /** The state of the uppermost layer that asks what to look at before a step. */
    private final int asking;

    RecurrentNetwork(Engine engine, TranslateArchitecture a) {
        architecture = a;
        int hidden = a.hidden();
        int states = a.cell().states().size();
        encoder = new Recurrent(engine, a.cell(), Recurrent.features(a.width()), hidden, a.encoder());
        decoder = new Recurrent(engine, a.cell(), Recurrent.features(a.read()), hidden, a.decoder());
        for (int i = 0; a.bidirectional() && i < a.layers() * states; i++) {
            bridges.add(new Linear(Math.multiplyExact(2, hidden), hidden));
        }
        attention = switch (a.attention()) {
            case NONE -> null;
            case LUONG -> new LuongAttention(hidden, a.encoded());
            case BAHDANAU -> new BahdanauAttention(hidden, a.encoded(), hidden);
        };
        readout = new Linear(attention == null ? hidden : Math.addExact(hidden, a.encoded()), a.width());
        dropout = new Dropout(a.noise().dropout());
        asking = (a.layers() - 1) * states + Math.max(0, a.cell().states().indexOf("h"));
    }

    @Override
    public void initialise(long seed) {
        encoder.initialise(seed, "encoder.");
        decoder.initialise(seed, "decoder.");
        for (int i = 0; i < bridges.size(); i++) {
            bridges.get(i).initialise(seed, bridge(i));
        }
        switch (attention) {
            case LuongAttention luong -> luong.initialise(seed, "attention.");
            case BahdanauAttention bahdanau -> bahdanau.initialise(seed, "attention.");
            case null, default -> {}
        }
        readout.initialise(seed, "readout.");
    }

    private static String bridge(int i) {
        return "bridges." + i + ".";
    }

    /** @param start states of the decoder before its first step */
    private record Encoded(List<Tensor> start, CrossAttention.@Nullable Memory memory) {}

    private Encoded encode(Tape tape, Sequence source, CounterRandom random) {
        Sequences in = Sequences.of(source.x(), source.batch()).withLengths(source.lengths());
        RecurrentOutput read = encoder.unroll(tape, in, Start.FRESH, Translator.place(random, 0));
        List<Tensor> ends = read.states();
        List<Tensor> start = new ArrayList<>();
        int states = architecture.cell().states().size();
        for (int i = 0; i < bridges.size(); i++) {
            int forward = i / states * 2 * states + i % states;
            Tensor both = tape.concatenate(List.of(ends.get(forward), ends.get(forward + states)));
            start.add(bridges.get(i).forward(tape, both));
        }
        return new Encoded(
                bridges.isEmpty() ? ends : start,
                attention == null ? null : attention.remember(tape, read.output(), source.lengths()));
    }

    @Override
    public Tensor forward(Tape tape, Sequence source, Sequence before, CounterRandom random) {
        Encoded encoded = encode(tape, source, random);
        CounterRandom own = Translator.place(random, 1);
        Tensor h;
        Tensor seen = null;
        if (attention instanceof BahdanauAttention) {
            List<Tensor> outputs = new ArrayList<>();
            List<Tensor> contexts = new ArrayList<>();
            stepByStep(tape, encoded, before, own, (question, context, output) -> {
                contexts.add(context);
                outputs.add(output);
            });
            h = tape.below(outputs);
            seen = tape.below(contexts);
        } else {
            h = decode(tape, encoded, before, own);
            if (attention != null && encoded.memory() != null) {
                seen = attention.forward(tape, h, encoded.memory());
            }
        }
        return answer(tape, h, seen, Translator.place(random, 2));
    }

    private Tensor decode(Tape tape, Encoded encoded, Sequence before, CounterRandom random) {
        Sequences in = Sequences.of(before.x(), before.batch()).withLengths(before.lengths());
        return decoder.unroll(tape, in, Start.at(encoded.start()), random).output();
    }

    private interface Step {
        void take(Tensor question, Tensor context, Tensor output);
    }

    /** What is read at a step hangs on the state before it. Steps past a translation's end compute something that nobody asks for. */
    private void stepByStep(Tape tape, Encoded encoded, Sequence before, CounterRandom random, Step step) {
        if (attention == null || encoded.memory() == null) {
            throw new IllegalStateException("what looks at nothing need not go step by step");
        }
        List<Tensor> states = encoded.start();
        int batch = before.batch();
        for (int t = 0; t < before.steps(); t++) {
            int first = t * batch;
            int[] rows = IntStream.range(first, first + batch).toArray();
            Tensor question = states.get(asking);
            Tensor context = attention.forward(tape, question, encoded.memory());
            Tensor x = tape.concatenate(List.of(tape.gather(before.x(), rows), context));
            RecurrentOutput one =
                    decoder.unroll(tape, Sequences.of(x, batch), Start.at(states), Translator.place(random, t));
            states = one.states();
            step.take(question, context, one.output());
        }
    }

    private Tensor answer(Tape tape, Tensor h, @Nullable Tensor seen, CounterRandom random) {
        Tensor both = seen == null ? h : tape.concatenate(List.of(h, seen));
        Tensor dropped = dropout.forward(tape, both, random);
        return tape.map(TANH, List.of("x"), readout.forward(tape, dropped));
    }

    @Override
    public float[] weights(Tape tape, Sequence source, Sequence before) {
        Encoded encoded = encode(tape, source, UNUSED);
        CrossAttention looking = attention;
        CrossAttention.Memory memory = encoded.memory();
        if (looking == null || memory == null) {
            return new float[0];
        }
        if (looking instanceof LuongAttention) {
            return looking.weights(tape, decode(tape, encoded, before, UNUSED), memory);
        }
        List<Tensor> questions = new ArrayList<>();
        stepByStep(tape, encoded, before, UNUSED, (question, context, output) -> questions.add(question));
        return looking.weights(tape, tape.below(questions), memory);
    }

    @Override
    public Writing begin(Tape tape, Sequence source, int lanes, int most) {
        Encoded encoded = encode(tape, source, UNUSED);
        CrossAttention.Memory memory =
                encoded.memory() == null ? null : encoded.memory().repeated(lanes);
        int rows = source.batch() * lanes;
        int hidden = architecture.hidden();
        RecurrentStream stream = decoder.stream(rows);
        float[][] states =
                Arrays.stream(stream.state().values()).flatMap(Arrays::stream).toArray(float[][]::new);
        for (int i = 0; i < states.length; i++) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(encoded.start().get(i).data(), row / lanes * hidden, states[i], row * hidden, hidden);
            }
        }
        return new Writing() {
            @Override
            public Tensor step(Tape on, Tensor x) {
                if (attention == null || memory == null) {
                    return answer(on, Tensor.of(stream.step(x.data()), rows, hidden), null, UNUSED);
                }
                if (attention instanceof LuongAttention) {
                    Tensor h = Tensor.of(stream.step(x.data()), rows, hidden);
                    return answer(on, h, attention.forward(on, h, memory), UNUSED);
                }
                Tensor question = Tensor.of(states[asking], rows, hidden);
                Tensor context = attention.forward(on, question, memory);
                Tensor read = on.concatenate(List.of(x, context));
                return answer(on, Tensor.of(stream.step(read.data()), rows, hidden), context, UNUSED);
            }

            @Override
            public void reorder(int... from) {
                stream.state().reorder(from);
            }
        };
    }

    @Override
    public Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>();
        children.put("encoder.", encoder);
        children.put("decoder.", decoder);
        for (int i = 0; i < bridges.size(); i++) {
            children.put(bridge(i), bridges.get(i));
        }
        if (attention != null) {
            children.put("attention.", attention);
        }
        children.put("readout.", readout);
        return children;
    }
}
