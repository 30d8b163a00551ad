package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Charts as PNG files. Only verbs that draw may come here: the launcher resolves the modules behind it for them alone. */
final class Pictures {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 420;

    /** Below this a logarithmic axis says no more, and zero has no place on it. */
    private static final double SMALLEST = 1e-300;

    private Pictures() {}

    static XYChart chart(String title, String xTitle, String yTitle) {
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }

    /** Adds a line; where the axis is logarithmic, points that have no place on it are left out. */
    static XYSeries line(XYChart chart, String name, double[] x, double[] y) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        boolean logarithmic = chart.getStyler().isYAxisLogarithmic();
        for (int i = 0; i < x.length; i++) {
            if (Double.isFinite(y[i]) && (!logarithmic || y[i] > SMALLEST)) {
                xs.add(x[i]);
                ys.add(y[i]);
            }
        }
        if (xs.isEmpty()) {
            return chart.addSeries(name, new double[] {Double.NaN}, new double[] {Double.NaN});
        }
        XYSeries series = chart.addSeries(name, xs, ys);
        series.setMarker(SeriesMarkers.NONE);
        return series;
    }

    /** Writes charts one below the other. */
    static void write(Path file, List<XYChart> charts) {
        List<BufferedImage> images =
                charts.stream().map(BitmapEncoder::getBufferedImage).toList();
        BufferedImage whole = new BufferedImage(WIDTH, HEIGHT * images.size(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = whole.createGraphics();
        for (int i = 0; i < images.size(); i++) {
            graphics.drawImage(images.get(i), 0, i * HEIGHT, null);
        }
        graphics.dispose();
        AtomicFiles.write(file, out -> ImageIO.write(whole, "png", out));
    }
}
