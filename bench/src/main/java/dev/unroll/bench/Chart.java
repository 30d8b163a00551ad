package dev.unroll.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws speeds as bars, on every workload relative to the best of the others. */
final class Chart {
    private Chart() {}

    static void write(Path file, List<Outcome> outcomes) throws IOException {
        System.setProperty("java.awt.headless", "true");
        CategoryChart chart = new CategoryChartBuilder()
                .width(1000)
                .height(500)
                .title("Speed relative to the best other")
                .yAxisTitle("× best other")
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setYAxisMin(0.0);
        List<String> workloads =
                outcomes.stream().map(outcome -> outcome.workload().id()).toList();
        Set<String> peers = new LinkedHashSet<>();
        outcomes.forEach(outcome -> outcome.peers().forEach(result -> peers.add(result.peer())));
        for (String peer : peers) {
            List<@Nullable Double> bars = new ArrayList<>();
            for (Outcome outcome : outcomes) {
                bars.add(bar(outcome, peer));
            }
            chart.addSeries(peer, workloads, bars);
        }
        ImageIO.write(BitmapEncoder.getBufferedImage(chart), "png", file.toFile());
    }

    private static @Nullable Double bar(Outcome outcome, String peer) {
        return outcome.bestOther()
                .flatMap(best -> outcome.peers().stream()
                        .filter(result -> result.peer().equals(peer))
                        .map(result -> result.ratio(best))
                        .findFirst())
                .orElse(null);
    }
}
