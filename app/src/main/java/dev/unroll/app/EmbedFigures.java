package dev.unroll.app;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Figure;
import dev.unroll.tasks.embed.EmbedReport;
import dev.unroll.tasks.embed.Neighbours;
import dev.unroll.tasks.items.Items;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An {@link EmbedReport}, and what a nearest neighbour says where labels are known. */
final class EmbedFigures {
    private static final int SHOWN = 5;

    private static final Map<String, String> SAYS = Map.of(
            "symbols", "words that stand where they should",
            "exact", "texts without a mistake",
            "usual", "who writes the most frequent word alone has as many right",
            "mse", "mean squared error in deviations",
            "mean_mse", "that of who writes the mean");

    private EmbedFigures() {}

    static JsonObject json(EmbedReport report, @Nullable Neighbours neighbours) {
        JsonObject json = report.toJson();
        if (neighbours != null) {
            neighbours.accuracy().put(json, "neighbour_accuracy");
            neighbours.usual().put(json, "usual_label_accuracy");
        }
        return json;
    }

    static void print(PrintStream out, EmbedReport report, Items items) {
        out.printf(Locale.ROOT, "items     %,d%n", report.count());
        report.figures().forEach((name, figure) -> print(out, name, figure, SAYS.getOrDefault(name, "")));
        if (!Double.isNaN(report.loss())) {
            out.printf(Locale.ROOT, "loss      %.4f nats a word, after those that are right%n", report.loss());
        }
        out.println("(95 in 100 samples of as many of these items lie in the brackets)");
        out.println();
        out.println("Written worst:");
        for (int i : report.worst().stream().limit(SHOWN).toList()) {
            out.println("  is    " + Figures.shortened(items.shown(i)));
            out.println("  said  " + Figures.shortened(report.written().get(i)));
        }
    }

    /** @param searched where neighbours were looked for */
    static void print(PrintStream out, Neighbours neighbours, Items items, Items searched) {
        out.println();
        print(out, "nearest", neighbours.accuracy(), "labels that the nearest other vector has, too");
        print(out, "usual", neighbours.usual(), "who says the most frequent label has as many right");
        for (int i = 0; i < Math.min(SHOWN, items.size()); i++) {
            int near = neighbours.nearest()[i];
            out.printf(
                    "  %s (%s) is nearest to %s (%s)%n",
                    Figures.shortened(items.shown(i)),
                    items.labels().get(i),
                    Figures.shortened(searched.shown(near)),
                    searched.labels().get(near));
        }
    }

    private static void print(PrintStream out, String name, Figure figure, String says) {
        out.printf(
                Locale.ROOT,
                "%-10s%.4f  [%.4f, %.4f]  %s%n",
                name,
                figure.value(),
                figure.interval().low(),
                figure.interval().high(),
                says);
    }
}
