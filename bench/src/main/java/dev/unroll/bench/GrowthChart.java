package dev.unroll.bench;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws what a token costs: a column for each size that grows, time above, memory below, all of it logarithmic. */
final class GrowthChart {
    private static final int WIDTH = 480;
    private static final int HEIGHT = 360;

    private GrowthChart() {}

    static void write(Path file, Map<Growth.Axis, List<Growth.Point>> all) throws IOException {
        System.setProperty("java.awt.headless", "true");
        BufferedImage whole = new BufferedImage(WIDTH * all.size(), 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = whole.createGraphics();
        int column = 0;
        for (Map.Entry<Growth.Axis, List<Growth.Point>> entry : all.entrySet()) {
            XYChart time = chart(entry, "µs a token", result -> 1e6 / result.median());
            XYChart memory = chart(entry, "MiB at most", result -> result.peakMemory() / (double) (1 << 20));
            graphics.drawImage(BitmapEncoder.getBufferedImage(time), column * WIDTH, 0, null);
            graphics.drawImage(BitmapEncoder.getBufferedImage(memory), column * WIDTH, HEIGHT, null);
            column++;
        }
        graphics.dispose();
        ImageIO.write(whole, "png", file.toFile());
    }

    private static XYChart chart(
            Map.Entry<Growth.Axis, List<Growth.Point>> entry, String what, ToDoubleFunction<Result> of) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(entry.getKey().says)
                .yAxisTitle(what)
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
        for (String peer : entry.getValue().getFirst().results().stream().map(Result::peer).toList()) {
            List<Double> x = new ArrayList<>();
            List<Double> y = new ArrayList<>();
            for (Growth.Point point : entry.getValue()) {
                for (Result result : point.results()) {
                    if (result.peer().equals(peer)) {
                        x.add((double) entry.getKey().of(point.workload()));
                        y.add(of.applyAsDouble(result));
                    }
                }
            }
            chart.addSeries(peer, x, y);
        }
        return chart;
    }
}
