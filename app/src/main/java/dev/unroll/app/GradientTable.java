package dev.unroll.app;

import dev.unroll.inspect.GateUse;
import dev.unroll.inspect.GradientFlow;
import dev.unroll.tasks.ClippedSteps;
import dev.unroll.tasks.GradientReport;
import dev.unroll.tasks.GradientReport.StepJacobian;
import dev.unroll.tasks.Spectrum;
import java.io.PrintStream;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Prints a {@link GradientReport} for people. */
final class GradientTable {
    private static final int[] DISTANCES = {0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};

    private final PrintStream out;

    GradientTable(PrintStream out) {
        this.out = out;
    }

    void print(GradientReport report, Optional<ClippedSteps> clipped) {
        flow(report.flow(), report.sequences());
        if (!report.jacobians().isEmpty()) {
            jacobians(report);
        }
        if (!report.gates().isEmpty()) {
            gates(report.gates());
        }
        clipped.ifPresent(this::clipped);
    }

    private void flow(GradientFlow flow, int sequences) {
        out.printf(
                Locale.ROOT,
                "gradient of the loss at the last of %d steps, by distance; mean norm over %d sequence%s%n",
                flow.steps(),
                sequences,
                sequences == 1 ? "" : "s");
        int[] distances = IntStream.of(DISTANCES).filter(d -> d < flow.steps()).toArray();
        label("steps before the last");
        for (int d : distances) {
            out.printf(Locale.ROOT, "%9d", d);
        }
        out.println();
        for (int l = 0; l < flow.layers(); l++) {
            for (int s = 0; s < flow.states().size(); s++) {
                label("layer " + (l + 1) + " " + flow.states().get(s));
                for (int d : distances) {
                    out.printf(Locale.ROOT, "%9.1e", flow.norm(l, s, d));
                }
                out.println();
            }
        }
        out.println();
    }

    private void jacobians(GradientReport report) {
        long steps = report.jacobians().stream().filter(j -> j.layer() == 0).count();
        out.printf(
                Locale.ROOT,
                "Jacobian of a step by the states before it, at %d step%s%n",
                steps,
                steps == 1 ? "" : "s");
        label("");
        out.printf(Locale.ROOT, "%28s%28s%n", "largest singular value", "spectral radius");
        label("");
        out.printf(Locale.ROOT, "%10s%9s%9s%10s%9s%9s%n", "least", "mean", "most", "least", "mean", "most");
        for (int l = 0; l < report.flow().layers(); l++) {
            int layer = l;
            List<Spectrum> spectra = report.jacobians().stream()
                    .filter(j -> j.layer() == layer)
                    .map(StepJacobian::spectrum)
                    .toList();
            label("layer " + (l + 1));
            range(spectra, Spectrum::largestSingularValue);
            range(spectra, Spectrum::radius);
            out.println();
        }
        out.println();
    }

    private void range(List<Spectrum> spectra, ToDoubleFunction<Spectrum> value) {
        DoubleSummaryStatistics all = spectra.stream().mapToDouble(value).summaryStatistics();
        out.printf(Locale.ROOT, "%10.3f%9.3f%9.3f", all.getMin(), all.getAverage(), all.getMax());
    }

    private void gates(List<GateUse> gates) {
        out.println("gates: how open on average, and the share of time that a unit's is saturated");
        label("");
        out.printf(Locale.ROOT, "%9s%9s%9s%n", "mean", "< 0.1", "> 0.9");
        for (GateUse gate : gates) {
            label("layer " + (gate.layer() + 1) + " " + gate.gate());
            out.printf(
                    Locale.ROOT,
                    "%9.2f%8.0f%%%8.0f%%%n",
                    gate.meanOpen(),
                    100 * gate.leftShare(),
                    100 * gate.rightShare());
        }
        out.println();
    }

    private void clipped(ClippedSteps steps) {
        out.printf(
                Locale.ROOT,
                "training: %.1f %% of %,d gradients were longer than %s and clipped; median norm %.3g, largest %.3g%n%n",
                100 * steps.share(),
                steps.steps(),
                Double.isInfinite(steps.limit()) ? "any limit" : String.valueOf(steps.limit()),
                steps.median(),
                steps.largest());
    }

    private void label(String text) {
        out.printf(Locale.ROOT, "%-22s", text);
    }
}
