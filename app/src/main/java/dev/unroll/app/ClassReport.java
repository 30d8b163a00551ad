package dev.unroll.app;

import dev.unroll.metrics.Calibration;
import dev.unroll.metrics.Confusion;
import dev.unroll.tasks.classify.Items;
import dev.unroll.tasks.classify.Report;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A {@link Report} for people. */
final class ClassReport {
    private static final int WORST = 5;

    /** Classes whose confusion fits a screen. */
    private static final int SHOWN = 12;

    private static final int LONGEST = 70;

    private ClassReport() {}

    static void print(PrintStream out, Report report, Items items) {
        Report.Interval accuracy = report.accuracyInterval();
        Report.Interval f1 = report.macroF1Interval();
        out.printf(Locale.ROOT, "items     %,d%n", report.count());
        Confusion confusion = report.confusion();
        out.printf(
                Locale.ROOT, "accuracy  %.4f  [%.4f, %.4f]%n", confusion.accuracy(), accuracy.low(), accuracy.high());
        out.printf(Locale.ROOT, "macro F1  %.4f  [%.4f, %.4f]%n", confusion.macroF1(), f1.low(), f1.high());
        out.printf(Locale.ROOT, "loss      %.4f nats%n", report.loss());
        out.println("(95 in 100 samples of as many of these items lie in the brackets)");
        if (report.labels().size() <= SHOWN) {
            confusion(out, report.labels(), confusion);
        }
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
                    shortened(items.shown(i)));
        }
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
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

    private static void confusion(PrintStream out, List<String> labels, Confusion confusion) {
        int width = Math.max(5, labels.stream().mapToInt(String::length).max().orElse(0)) + 2;
        out.println();
        out.println("Rows are right, columns are said:");
        StringBuilder head = new StringBuilder(" ".repeat(width));
        labels.forEach(label -> head.append(" ".repeat(width - label.length())).append(label));
        out.println(head);
        long[][] counts = confusion.counts();
        for (int r = 0; r < labels.size(); r++) {
            StringBuilder row = new StringBuilder(labels.get(r))
                    .append(" ".repeat(width - labels.get(r).length()));
            for (long count : counts[r]) {
                row.append(String.format(Locale.ROOT, "%" + width + "d", count));
            }
            out.println(row);
        }
    }
}
