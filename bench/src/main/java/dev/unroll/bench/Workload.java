package dev.unroll.bench;

import dev.unroll.expr.Expr;
import dev.unroll.recurrence.Cell;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What is measured: a character or word model of stacked recurrent layers and a linear output layer, or what stands in {@code cell}
 * in place of a cell.
 *
 * <p>Training takes whole steps (forward, softmax cross-entropy, backward, clipping, optimiser) on batches of
 * {@code time} × {@code batch} tokens, the state carried from step to step. Sampling draws one token at a time from the
 * softmax and feeds it back.
 *
 * @param id the short name, {@code W1} …
 * @param cell the recurrence, by its name in this project's library
 * @param layers stacked layers
 * @param hidden units a layer
 * @param vocabulary number of distinct tokens
 * @param embedding width of the learned input embedding, 0 for one-hot inputs
 * @param time tokens of a sequence in a step
 * @param batch sequences side by side
 * @param rule the optimiser and how gradients are clipped; none when sampling
 * @param reading how recurrent layers read the sequences
 */
public record Workload(
        String id,
        String cell,
        int layers,
        int hidden,
        int vocabulary,
        int embedding,
        int time,
        int batch,
        Rule rule,
        Reading reading) {
    /** What follows the backward pass. */
    public enum Rule {
        /** Adam, rate 0.002, gradients clipped to a total norm of 5. */
        ADAM,
        /** Plain gradient descent, rate 1, gradients clipped to a total norm of 5. */
        SGD,
        /** Adagrad, rate 0.1, every gradient clipped to [-5, 5]. */
        ADAGRAD,
        /** Nothing: the workload samples. */
        NONE
    }

    /** How sequences are read. */
    public enum Reading {
        /** From the first to the last step, all of one length; the state is carried on. */
        FORWARD,
        /** Forward and backward, outputs side by side; every sequence begins at zero. */
        BOTH_WAYS,
        /** Forward, every sequence with its own length (see {@link #lengths}), begun at zero; only what belongs to one is a token. */
        RAGGED
    }

    /** In place of a cell: a causal transformer with four heads, inside four times as wide. */
    public static final String GPT = "gpt";

    /** In place of a cell: an LSTM that reads both ways, and a conditional random field over {@link #TAGS} tags. */
    public static final String TAGGER = "tagger";

    /** In place of a cell: Kim's convolutions over sentences of {@link #CLASSES} classes, {@code hidden} of each of {@link #WIDTHS}. */
    public static final String SENTENCES = "cnn";

    /**
     * In place of a cell: an LSTM that reads a line both ways and one that writes its translation, as long, looking back with Luong's
     * attention, or with Bahdanau's in {@link #BAHDANAU}.
     */
    public static final String LUONG = "luong";

    public static final String BAHDANAU = "bahdanau";

    public static final int TAGS = 17;

    public static final int CLASSES = 2;

    /** Words that a convolution reads at once. */
    public static final List<Integer> WIDTHS = List.of(3, 4, 5);

    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,6})x([1-9]\\d{0,4})");
    private static final Pattern WIDTH = Pattern.compile("([hve])([1-9]\\d{0,5})");

    /** All workloads. */
    public static final List<Workload> ALL = List.of(
            new Workload("W1", "lstm", 2, 128, 65, 0, 50, 50, Rule.ADAM),
            new Workload("W2", "lstm", 2, 512, 65, 0, 50, 50, Rule.ADAM),
            new Workload("W3", "rnn", 1, 100, 65, 0, 25, 1, Rule.ADAGRAD),
            new Workload("W4", "lstm", 2, 200, 10_000, 200, 20, 20, Rule.SGD),
            new Workload("W5", "gru-torch", 2, 256, 65, 0, 50, 50, Rule.ADAM),
            new Workload("W7", GPT, 4, 128, 65, 128, 64, 12, Rule.ADAM),
            new Workload("W8", "lstm", 2, 512, 65, 0, 1, 1, Rule.NONE),
            new Workload("W9", TAGGER, 1, 128, 10_000, 100, 25, 32, Rule.ADAM),
            new Workload("W10", SENTENCES, 1, 100, 18_765, 300, 20, 50, Rule.ADAM),
            new Workload("W11", LUONG, 1, 256, 4_000, 256, 25, 32, Rule.ADAM));

    /** A workload that reads forward. */
    public Workload(
            String id,
            String cell,
            int layers,
            int hidden,
            int vocabulary,
            int embedding,
            int time,
            int batch,
            Rule rule) {
        this(id, cell, layers, hidden, vocabulary, embedding, time, batch, rule, Reading.FORWARD);
    }

    /**
     * The workload called {@code id}. {@code W1/mut1} is W1 with another cell, {@code W1/1000x1} with T 1,000 and B 1, {@code W1/h64},
     * {@code W1/v1000} and {@code W1/e32} with as many units, tokens, and numbers of a token; {@code W1/both-ways} and
     * {@code W1/ragged} read otherwise.
     */
    public static Workload named(String id) {
        List<String> parts = List.of(id.split("/", -1));
        Workload workload = ALL.stream()
                .filter(candidate -> candidate.id.equalsIgnoreCase(parts.getFirst()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload is called " + parts.getFirst()
                        + ": there are "
                        + String.join(", ", ALL.stream().map(Workload::id).toList())));
        for (String variation : parts.subList(1, parts.size())) {
            workload = workload.with(variation);
        }
        return workload;
    }

    /** The same with one thing exchanged, as {@link #named} has it. */
    public Workload with(String variation) {
        Matcher size = SIZE.matcher(variation);
        if (size.matches()) {
            return with(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
        }
        Matcher width = WIDTH.matcher(variation);
        if (width.matches()) {
            int n = Integer.parseInt(width.group(2));
            return switch (width.group(1)) {
                case "h" -> varied(variation, cell, n, vocabulary, embedding, reading);
                case "v" -> varied(variation, cell, hidden, n, embedding, reading);
                default -> varied(variation, cell, hidden, vocabulary, n, reading);
            };
        }
        return switch (variation) {
            case "both-ways" -> varied(variation, cell, hidden, vocabulary, embedding, Reading.BOTH_WAYS);
            case "ragged" -> varied(variation, cell, hidden, vocabulary, embedding, Reading.RAGGED);
            default -> {
                if (!variation.equals(BAHDANAU) || !translates()) {
                    Cell.library(variation);
                }
                yield varied(variation, variation, hidden, vocabulary, embedding, reading);
            }
        };
    }

    private Workload varied(String by, String newCell, int units, int tokens, int numbers, Reading read) {
        return new Workload(id + "/" + by, newCell, layers, units, tokens, numbers, time, batch, rule, read);
    }

    /** The same with sequences of another length, and another number of them. */
    public Workload with(int steps, int sequences) {
        return new Workload(
                id + "/" + steps + "x" + sequences,
                cell,
                layers,
                hidden,
                vocabulary,
                embedding,
                steps,
                sequences,
                rule,
                reading);
    }

    /** Whether it is one of {@link #ALL} with something exchanged. */
    public boolean isVariant() {
        return id.contains("/");
    }

    /** Whether this is sampling, not training. */
    public boolean samples() {
        return rule == Rule.NONE;
    }

    /** Whether it is attention over the steps, not a recurrence. */
    public boolean isTransformer() {
        return cell.equals(GPT);
    }

    /** Whether it says a tag for each token. */
    public boolean isTagger() {
        return cell.equals(TAGGER);
    }

    /** Whether it says the class of a sentence. */
    public boolean classifies() {
        return cell.equals(SENTENCES);
    }

    /** Whether it writes a line for a line. */
    public boolean translates() {
        return cell.equals(LUONG) || cell.equals(BAHDANAU);
    }

    /** Steps of every sequence: from half of them to all, evenly, the longest first, where they are {@link Reading#RAGGED}. */
    public int[] lengths() {
        return IntStream.range(0, batch)
                .map(b -> reading == Reading.RAGGED ? time - b * (time / 2) / batch : time)
                .toArray();
    }

    /** Tokens a step; of lines that are translated, those that are written. */
    public int units() {
        return IntStream.of(lengths()).sum();
    }

    /** The width of what enters the first layer. */
    public int inputWidth() {
        return embedding > 0 ? embedding : vocabulary;
    }

    /** The width of what leaves a layer. */
    public int outputWidth() {
        return reading == Reading.BOTH_WAYS ? 2 * hidden : hidden;
    }

    /**
     * Floating-point operations that one token needs, a multiplication and an addition counted as two.
     *
     * <p>Only matrix products count: those of the cell's equations, each as large as its matrix, and the output layer's. A
     * product of one-hot inputs counts nothing, because a look-up does it. Every weight is used once forward and twice
     * backward (for the gradient below it and for its own).
     */
    public double flopsPerUnit() {
        if (isTagger()) {
            // both ways; the field is no product
            return 6 * (2.0 * productsOf(Cell.library("lstm"), embedding, false) + 2.0 * hidden * TAGS);
        }
        if (classifies()) {
            return 6.0 * hidden * embedding * WIDTHS.stream().mapToInt(k -> k).sum();
        }
        if (translates()) {
            return 6 * translation();
        }
        double weights = (double) outputWidth() * vocabulary;
        for (int layer = 0; layer < layers; layer++) {
            weights += productsOf(layer);
        }
        return 2 * weights * (samples() ? 1 : 3);
    }

    /** Both recurrences, scores and looking for each step of the other line, what is answered, a piece's score. */
    private double translation() {
        double encoded = 2.0 * hidden;
        boolean reads = cell.equals(BAHDANAU);
        double recurrences = 2 * productsOf(Cell.library("lstm"), embedding, false)
                + productsOf(Cell.library("lstm"), embedding + (reads ? 2 * hidden : 0), false);
        double attention = reads
                ? (double) hidden * hidden + encoded * hidden + time * (hidden + encoded)
                : encoded * hidden + 2 * time * encoded;
        return recurrences + attention + (hidden + encoded) * embedding + (double) embedding * vocabulary;
    }

    private double productsOf(int layer) {
        if (isTransformer()) {
            // queries, keys, values and mixing; in and out of four times the width; half of the steps are seen
            return 12.0 * hidden * hidden + (double) time * hidden;
        }
        boolean looksUp = layer == 0 && embedding == 0;
        double one = productsOf(Cell.library(cell), layer == 0 ? inputWidth() : outputWidth(), looksUp);
        return reading == Reading.BOTH_WAYS ? 2 * one : one;
    }

    private double productsOf(Cell equations, int input, boolean looksUp) {
        Map<String, int[]> shapes = equations.parameterShapes(hidden, input);
        double weights = 0;
        for (Expr.Product product : equations.products()) {
            if (!looksUp || !product.operand().equals(Expr.var(Cell.INPUT))) {
                int[] shape = Objects.requireNonNull(shapes.get(product.matrix()));
                weights += (double) shape[0] * shape[1];
            }
        }
        return weights;
    }

    /** One line for people. */
    public String describe() {
        String shape = "%s %s %d×%d, V %d".formatted(id, cell, layers, hidden, vocabulary);
        return samples()
                ? shape + ", sampling one token at a time"
                : shape + ", T %d, B %d, %s".formatted(time, batch, rule);
    }
}
