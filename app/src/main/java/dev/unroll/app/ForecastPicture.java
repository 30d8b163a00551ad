package dev.unroll.app;

import dev.unroll.tasks.forecast.ForecastReport;
import dev.unroll.tasks.forecast.ForecastReport.Example;
import java.awt.Color;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Some forecasts as a picture. Not part of the command that asks for it: charts are found for some verbs only, and every command's
 * methods are looked at for all.
 */
final class ForecastPicture {
    /** Steps before a forecast that are drawn, in horizons. */
    private static final int BEFORE = 3;

    private static final Color BAND = new Color(31, 119, 180, 60);

    private static final List<Color> COLORS =
            List.of(new Color(31, 119, 180), new Color(160, 160, 160), new Color(214, 140, 40), new Color(90, 160, 90));

    private ForecastPicture() {}

    /** A usual forecast, the worst and the last one. */
    static void write(ForecastReport report, Path png) {
        Pictures.write(
                png,
                List.of(
                        chart(report, "A forecast as good as the half", report.usual()),
                        chart(report, "The worst forecast", report.worst()),
                        chart(report, "The last forecast", report.origins().length - 1)));
    }

    private static XYChart chart(ForecastReport report, String title, int number) {
        Example example =
                report.example(number, 0, BEFORE * report.model().architecture().horizon());
        XYChart chart = Pictures.chart(
                title + ", from " + example.time(),
                "step",
                report.series().columns().targets().getFirst());
        double[] x = new double[example.steps()];
        Arrays.setAll(x, i -> i + 1);
        if (example.high().length > 0) {
            band(chart, x, example);
        }
        double[] truth = example.truth();
        double[] all = new double[truth.length];
        Arrays.setAll(all, i -> i + 1 - (truth.length - example.steps()));
        color(Pictures.line(chart, "series", all, truth), Color.BLACK);
        for (int m = 0; m < example.methods().size(); m++) {
            color(
                    Pictures.line(
                            chart, example.methods().get(m), x, example.said().get(m)),
                    COLORS.get(m % COLORS.size()));
        }
        return chart;
    }

    private static void color(XYSeries series, Color color) {
        series.setLineColor(color);
    }

    private static void band(XYChart chart, double[] x, Example example) {
        List<Double> xs = new ArrayList<>();
        List<Double> ys = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            xs.add(x[i]);
            ys.add(example.high()[i]);
        }
        for (int i = x.length - 1; i >= 0; i--) {
            xs.add(x[i]);
            ys.add(example.low()[i]);
        }
        XYSeries band = chart.addSeries(example.band(), xs, ys);
        band.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
        band.setMarker(SeriesMarkers.NONE);
        band.setFillColor(BAND);
        band.setLineColor(new Color(0, 0, 0, 0));
    }
}
