package dev.unroll.app;

import dev.unroll.metrics.SpanCounts;
import dev.unroll.tasks.Figure;
import dev.unroll.tasks.tag.Sentence;
import dev.unroll.tasks.tag.TagReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A tagger's {@link TagReport} for people. */
final class TagFigures {
    private static final int WORST = 10;

    /** Words that are shown to the left and right of one. */
    private static final int AROUND = 4;

    private TagFigures() {}

    static void print(PrintStream out, TagReport report, List<Sentence> sentences) {
        out.printf(Locale.ROOT, "words          %,d in %,d sentences%n", report.words(), report.sentences());
        print(out, "accuracy       ", report.accuracy());
        print(out, "macro F1       ", report.macroF1());
        print(out, "sentences      ", report.sentenceAccuracy());
        if (report.hasSpans()) {
            print(out, "span F1        ", report.spanF1());
            SpanCounts spans = report.spans();
            out.printf(
                    Locale.ROOT,
                    "               precision %.4f, recall %.4f; %,d spans, %,d said, %,d right%n",
                    spans.precision(),
                    spans.recall(),
                    spans.right(),
                    spans.said(),
                    spans.hits());
        }
        out.printf(Locale.ROOT, "loss           %.4f nats%n", report.loss());
        out.println("(95 in 100 samples of as many of these sentences lie in the brackets)");
        out.printf(Locale.ROOT, "baseline       %.4f  each word's most frequent tag in training%n", report.baseline());
        out.printf(
                Locale.ROOT,
                "unknown words  %.4f  accuracy on the %,d that training did not have%n",
                report.unknownAccuracy(),
                report.unknown());
        Figures.print(out, report.labels(), report.confusion());
        worst(out, report.worst(WORST), sentences);
    }

    private static void print(PrintStream out, String name, Figure figure) {
        Figures.print(out, name, figure.value(), figure.interval());
    }

    private static void worst(PrintStream out, List<TagReport.Mistake> worst, List<Sentence> sentences) {
        if (!worst.isEmpty()) {
            out.println();
            out.println("Wrong and surest of it:");
        }
        for (TagReport.Mistake m : worst) {
            Sentence sentence = sentences.get(m.sentence());
            out.printf(
                    Locale.ROOT,
                    "  %s: said %s (%.2f), is %s: %s%n",
                    sentence.place(m.word()),
                    m.said(),
                    m.probability(),
                    m.right(),
                    Figures.shortened(sentence.shown(m.word(), AROUND)));
        }
    }
}
