package dev.unroll.app;

import dev.unroll.metrics.Calibration;
import dev.unroll.metrics.Confusion;
import dev.unroll.tasks.classify.Report;
import dev.unroll.tasks.items.Items;
import java.io.PrintStream;
import java.util.Locale;

/** A {@link Report} for people. */
final class ClassReport {
    private static final int WORST = 5;

    private ClassReport() {}

    static void print(PrintStream out, Report report, Items items) {
        out.printf(Locale.ROOT, "items     %,d%n", report.count());
        Confusion confusion = report.confusion();
        Figures.print(out, "accuracy  ", confusion.accuracy(), report.accuracyInterval());
        Figures.print(out, "macro F1  ", confusion.macroF1(), report.macroF1Interval());
        out.printf(Locale.ROOT, "loss      %.4f nats%n", report.loss());
        out.println("(95 in 100 samples of as many of these items lie in the brackets)");
        Figures.print(out, report.labels(), confusion);
        calibration(out, report.calibration());
        int[] worst = report.worst(WORST);
        if (worst.length > 0) {
            out.println();
            out.println("Wrong and surest of it:");
        }
        for (int i : worst) {
            float[] p = report.probabilities()[i];
            int said = Report.answer(p);
            out.printf(
                    Locale.ROOT,
                    "  %s: said %s (%.2f), is %s: %s%n",
                    items.places().get(i),
                    report.labels().get(said),
                    p[said],
                    report.labels().get(report.right()[i]),
                    Figures.shortened(items.shown(i)));
        }
    }

    private static void calibration(PrintStream out, Calibration calibration) {
        out.println();
        out.printf(Locale.ROOT, "How sure it was, and how often right; calibration error %.4f:%n", calibration.error());
        for (Calibration.Bin bin : calibration.bins()) {
            out.printf(
                    Locale.ROOT,
                    "  %.1f to %.1f  %,7d items  sure %.3f  right %.3f%n",
                    bin.low(),
                    bin.high(),
                    bin.count(),
                    bin.probability(),
                    bin.accuracy());
        }
    }
}
