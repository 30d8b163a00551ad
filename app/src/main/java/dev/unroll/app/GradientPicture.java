package dev.unroll.app;

import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.GradientFlow;
import dev.unroll.tasks.GradientReport;
import dev.unroll.tasks.GradientReport.StepJacobian;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws a {@link GradientReport}: gradients over distance, Jacobians along the sequence, gates unit by unit. */
final class GradientPicture {
    private GradientPicture() {}

    static void write(Path file, GradientReport report) {
        List<XYChart> charts = new ArrayList<>();
        charts.add(flow(report.flow()));
        if (!report.jacobians().isEmpty()) {
            charts.add(jacobians(report));
        }
        if (!report.gates().isEmpty()) {
            charts.add(gates(report.gates()));
        }
        Pictures.write(file, charts);
    }

    private static XYChart flow(GradientFlow flow) {
        XYChart chart =
                Pictures.chart("Gradient of the loss at the last step", "steps before the last", "norm of ∂L/∂state");
        chart.getStyler().setYAxisLogarithmic(true);
        double[] distances = IntStream.range(0, flow.steps()).asDoubleStream().toArray();
        for (int l = 0; l < flow.layers(); l++) {
            for (int s = 0; s < flow.states().size(); s++) {
                int layer = l;
                int state = s;
                double[] norms = IntStream.range(0, flow.steps())
                        .mapToDouble(d -> flow.norm(layer, state, d))
                        .toArray();
                Pictures.line(chart, "layer " + (l + 1) + " " + flow.states().get(s), distances, norms);
            }
        }
        return chart;
    }

    private static XYChart jacobians(GradientReport report) {
        XYChart chart = Pictures.chart("Jacobian of a step by the states before it", "step", "");
        for (int l = 0; l < report.flow().layers(); l++) {
            int layer = l;
            List<StepJacobian> own =
                    report.jacobians().stream().filter(j -> j.layer() == layer).toList();
            double[] steps = own.stream().mapToDouble(StepJacobian::step).toArray();
            String name = "layer " + (l + 1);
            Pictures.line(
                            chart,
                            name + " largest singular value",
                            steps,
                            values(own, j -> j.spectrum().largestSingularValue()))
                    .setMarker(SeriesMarkers.CIRCLE);
            Pictures.line(
                            chart,
                            name + " spectral radius",
                            steps,
                            values(own, j -> j.spectrum().radius()))
                    .setMarker(SeriesMarkers.DIAMOND);
        }
        return chart;
    }

    private static double[] values(List<StepJacobian> of, ToDoubleFunction<StepJacobian> value) {
        return of.stream().mapToDouble(value).toArray();
    }

    /** A point for each unit, as in figure 3 of Karpathy, Johnson and Fei-Fei 2015. */
    private static XYChart gates(List<GateUse> gates) {
        XYChart chart = Pictures.chart(
                "Saturation of each unit's gates", "share of time above 0.9 (open)", "share of time below 0.1 (shut)");
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(5);
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        for (GateUse gate : gates) {
            chart.addSeries("layer " + (gate.layer() + 1) + " " + gate.gate(), gate.right(), gate.left());
        }
        return chart;
    }
}
