package dev.unroll.app;

import dev.unroll.tasks.Bootstrap;
import dev.unroll.tasks.translate.TranslationReport;
import java.io.PrintStream;
import java.util.Locale;

/** A {@link TranslationReport} for people. */
final class TranslationFigures {
    private static final int WORST = 5;

    private TranslationFigures() {}

    static void print(PrintStream out, TranslationReport report) {
        out.printf(Locale.ROOT, "pairs   %,d%n", report.count());
        print(out, "BLEU  ", report.bleu(), report.bleuInterval());
        print(out, "chrF2 ", report.chrf(), report.chrfInterval());
        out.printf(Locale.ROOT, "loss    %.4f nats a piece%n", report.loss());
        out.println("(95 in 100 samples of as many of these pairs lie in the brackets)");
        out.println();
        out.println("Worst by chrF2:");
        for (int i : report.worst(WORST)) {
            out.println("  source  " + report.pairs().sources().get(i));
            out.println("  right   " + report.pairs().targets().get(i));
            out.println("  said    " + report.said().get(i));
            out.println();
        }
    }

    private static void print(PrintStream out, String name, double value, Bootstrap.Interval interval) {
        out.printf(Locale.ROOT, "%s  %.2f  [%.2f, %.2f]%n", name, value, interval.low(), interval.high());
    }
}
