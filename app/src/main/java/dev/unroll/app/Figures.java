package dev.unroll.app;

import dev.unroll.metrics.Confusion;
import dev.unroll.tasks.Bootstrap;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Lines and tables that reports for people have in common. */
final class Figures {
    /** Classes whose confusion fits a screen. */
    private static final int SHOWN = 12;

    private static final int CONFUSIONS = 10;

    private static final int LONGEST = 70;

    private Figures() {}

    /** @param name with the spaces that bring figures below each other */
    static void print(PrintStream out, String name, double value, Bootstrap.Interval interval) {
        out.printf(Locale.ROOT, "%s%.4f  [%.4f, %.4f]%n", name, value, interval.low(), interval.high());
    }

    static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }

    /** Which class was taken for which: a table, or, where that would be too wide, the most frequent mistakes. */
    static void print(PrintStream out, List<String> labels, Confusion confusion) {
        if (labels.size() <= SHOWN) {
            table(out, labels, confusion);
        } else {
            mistakes(out, labels, confusion);
        }
    }

    private static void table(PrintStream out, List<String> labels, Confusion confusion) {
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

    private record Mistake(long count, String right, String said) {}

    private static void mistakes(PrintStream out, List<String> labels, Confusion confusion) {
        List<Mistake> all = new ArrayList<>();
        for (int r = 0; r < labels.size(); r++) {
            for (int s = 0; s < labels.size(); s++) {
                if (r != s && confusion.count(r, s) > 0) {
                    all.add(new Mistake(confusion.count(r, s), labels.get(r), labels.get(s)));
                }
            }
        }
        if (all.isEmpty()) {
            return;
        }
        out.println();
        out.println("The most frequent mistakes:");
        all.stream()
                .sorted(Comparator.comparingLong((Mistake m) -> -m.count()))
                .limit(CONFUSIONS)
                .forEach(m -> out.printf(Locale.ROOT, "  %,6d times said %s, is %s%n", m.count(), m.said(), m.right()));
    }
}
