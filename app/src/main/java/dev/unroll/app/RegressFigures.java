package dev.unroll.app;

import dev.unroll.tasks.items.Items;
import dev.unroll.tasks.regress.RegressReport;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;

/** A {@link RegressReport} for people. */
final class RegressFigures {
    private static final int WORST = 5;

    private static final Map<String, String> NAMES =
            Map.of("rmse", "RMSE", "mae", "MAE", "r2", "R²", "pearson", "Pearson", "spearman", "Spearman");

    private RegressFigures() {}

    static void print(PrintStream out, RegressReport report, Items items) {
        out.printf(Locale.ROOT, "items     %,d%n", report.count());
        report.figures()
                .forEach((name, figure) -> Figures.print(
                        out,
                        String.format("%-10s", NAMES.getOrDefault(name, name)),
                        figure.value(),
                        figure.interval()));
        out.println("(95 in 100 samples of as many of these items lie in the brackets)");
        out.printf(
                Locale.ROOT,
                "guess     RMSE %.4f, MAE %.4f  who says the mean of training, %.4g, for all%n",
                report.guessRmse(),
                report.guessMae(),
                report.mean());
        for (int q = 0; q < report.quantiles().size(); q++) {
            out.printf(
                    Locale.ROOT,
                    "quantile  %s: %.4f of the numbers lie below%n",
                    report.quantiles().get(q),
                    report.below().get(q));
        }
        if (report.outside() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d of the numbers are less or greater than all in training: a model is rarely right about such.%n",
                    report.outside());
        }
        out.println();
        out.println("Farthest off:");
        for (int i : report.worst(WORST)) {
            out.printf(
                    Locale.ROOT,
                    "  %s: said %.4g, is %.4g: %s%n",
                    items.places().get(i),
                    report.said(i),
                    report.right()[i],
                    Figures.shortened(items.shown(i)));
        }
    }
}
