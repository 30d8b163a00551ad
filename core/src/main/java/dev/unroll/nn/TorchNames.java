package dev.unroll.nn;

import dev.unroll.recurrence.Cell;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which equations' parameters make up the matrices of {@code torch.nn.RNN}, {@code LSTM} and {@code GRU}: gates stacked
 * in PyTorch's order, and two biases where the cell has one. An empty name stands for zeros on export; on import the two
 * biases are added.
 *
 * @param input matrices of weight_ih, top to bottom
 * @param hidden matrices of weight_hh
 * @param inputBias vectors of bias_ih
 * @param hiddenBias vectors of bias_hh
 */
record TorchNames(List<String> input, List<String> hidden, List<String> inputBias, List<String> hiddenBias) {
    /** PyTorch's RNN with {@code nonlinearity='relu'}. */
    private static final Cell RELU = Cell.parse("relu", "h' = relu(Wxh x + Whh h + bh)");

    private static TorchNames gates(String... gates) {
        List<String> in = new ArrayList<>();
        List<String> rec = new ArrayList<>();
        List<String> bias = new ArrayList<>();
        List<String> none = new ArrayList<>();
        for (String g : gates) {
            in.add("Wx" + g);
            rec.add("Wh" + g);
            bias.add("b" + g);
            none.add("");
        }
        return new TorchNames(in, rec, bias, none);
    }

    /** The names for a cell that PyTorch has too, recognised by its equations. */
    static Optional<TorchNames> of(Cell cell) {
        if (same(cell, "rnn") || cell.equations().equals(RELU.equations())) {
            return Optional.of(gates("h"));
        }
        if (same(cell, "lstm")) {
            return Optional.of(gates("i", "f", "g", "o"));
        }
        if (same(cell, "gru-torch")) {
            TorchNames plain = gates("r", "z", "n");
            return Optional.of(
                    new TorchNames(plain.input(), plain.hidden(), List.of("br", "bz", "bxn"), List.of("", "", "bhn")));
        }
        return Optional.empty();
    }

    private static boolean same(Cell cell, String library) {
        return cell.equations().equals(Cell.library(library).equations());
    }
}
