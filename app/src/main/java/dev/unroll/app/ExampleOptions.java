package dev.unroll.app;

import dev.unroll.recurrence.Cell;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What models that read examples of words have in common; what is not given is as it is in a base. */
final class ExampleOptions {
    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Units of a recurrence each way, or a transformer's width (default: 128).")
    private @Nullable Integer hidden;

    @Option(names = "--layers", paramLabel = "N", description = "Layers (default: 1).")
    private @Nullable Integer layers;

    @Option(
            names = "--directions",
            paramLabel = "N",
            description = "1: a recurrence reads forward only; 2: both ways (default: 2).")
    private @Nullable Integer directions;

    @Option(names = "--embedding", paramLabel = "N", description = "Numbers of a word (default: 128).")
    private @Nullable Integer embedding;

    @Option(
            names = "--least",
            paramLabel = "N",
            description = "How often a word must come in training to be known (default: 1).")
    private @Nullable Integer least;

    @Option(
            names = "--vectors",
            paramLabel = "FILE",
            description = "Vectors that words begin with: word2vec's text or binary (.bin), or GloVe's text.")
    private @Nullable Path vectors;

    @Option(names = "--batch", paramLabel = "N", description = "Items or sentences of an update (default: 32).")
    private @Nullable Integer batch;

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of the items or sentences held out for validation (default: 0.1).")
    private @Nullable Double validation;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Of the first weights, dropout, order and what is held out (default: 1).")
    private @Nullable Long seed;

    Cell cell(Cell base) {
        return cell == null ? base : CellFile.find(cell);
    }

    int hidden(int base) {
        return or(hidden, base);
    }

    int layers(int base) {
        return or(layers, base);
    }

    boolean bidirectional(boolean base) {
        if (directions != null && directions != 1 && directions != 2) {
            throw new IllegalArgumentException("--directions must be 1 or 2, got " + directions);
        }
        return directions == null ? base : directions == 2;
    }

    int embedding(int base) {
        return or(embedding, base);
    }

    int least(int base) {
        return or(least, base);
    }

    String vectors(String base) {
        return vectors == null ? base : vectors.toString();
    }

    int batch(int base) {
        return or(batch, base);
    }

    double validation(double base) {
        return validation == null ? base : validation;
    }

    long seed(long base) {
        return seed == null ? base : seed;
    }

    private static int or(@Nullable Integer given, int base) {
        return given == null ? base : given;
    }
}
