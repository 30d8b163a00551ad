package dev.unroll.app;

import dev.unroll.recurrence.Cell;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What models that read examples one by one have in common; what is not given is as it is in a base. */
final class ExampleOptions {
    @Option(
            names = "--cell",
            paramLabel = "NAME|FILE",
            description = "Recurrence: one of the library's, or a file of equations (default: lstm).")
    private @Nullable String cell;

    @Option(
            names = "--hidden",
            paramLabel = "N",
            description = "Units of a recurrence each way, or a transformer's width (default: 128; translate: 256).")
    private @Nullable Integer hidden;

    @Option(
            names = "--layers",
            paramLabel = "N",
            description = "Layers; of encoder and decoder each, where there are both (default: 1).")
    private @Nullable Integer layers;

    @Option(
            names = "--directions",
            paramLabel = "N",
            description = "1: a recurrence reads what it is given forward only; 2: both ways (default: 2).")
    private @Nullable Integer directions;

    @Option(
            names = "--embedding",
            paramLabel = "N",
            description = "Numbers of a word or a piece of one (default: 128; translate: as --hidden).")
    private @Nullable Integer embedding;

    @Option(
            names = "--batch",
            paramLabel = "N",
            description = "Items, sentences or pairs of an update (default: 32; translate: 64).")
    private @Nullable Integer batch;

    @Option(
            names = "--val",
            paramLabel = "SHARE",
            description = "Share of them held out for validation (default: 0.1; translate: 0.02).")
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
