package dev.unroll.nn;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Cell;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The smallest model of text, for tests: a recurrent stack over tokens and a linear layer that scores the next one. */
final class CharacterModel {
    final Engine engine;
    final Recurrent recurrent;
    final Linear head;

    CharacterModel(Engine engine, String cell, int vocabulary, int hidden, int layers) {
        this.engine = engine;
        recurrent = new Recurrent(
                engine,
                Cell.library(cell),
                Recurrent.tokens(vocabulary),
                hidden,
                RecurrentOptions.DEFAULT.withLayers(layers));
        head = new Linear(hidden, vocabulary);
        recurrent.initialise(1, "rnn.");
        head.initialise(1, "head.");
    }

    List<Tensor> parameters() {
        List<Tensor> all = new ArrayList<>(recurrent.parameters());
        all.addAll(head.parameters());
        return all;
    }

    /** Mean cross-entropy of the next tokens; the state moves on. */
    Tensor loss(Tape tape, int[] inputs, int[] targets, RecurrentState state) {
        Tensor h = recurrent.forward(tape, inputs, state, new CounterRandom(0, 0));
        return tape.crossEntropy(head.forward(tape, h), targets);
    }
}
