package dev.unroll.app;

import dev.unroll.tasks.forecast.ForecastReport;
import dev.unroll.tasks.forecast.Scores;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A {@link ForecastReport} for people. */
final class ForecastTable {
    /** Steps that fit a screen. */
    private static final int SHOWN = 24;

    private ForecastTable() {}

    static void print(PrintStream out, ForecastReport report) {
        List<String> targets = report.series().columns().targets();
        out.printf(
                Locale.ROOT,
                "%,d forecasts of %d steps, from %s on; errors in deviations of %s%n%n",
                report.origins().length,
                report.model().architecture().horizon(),
                report.first(),
                targets.size() == 1 ? targets.getFirst() + " in training" : "each column in training");
        out.printf(Locale.ROOT, "%-16s%9s%9s%9s   95 in 100 of the %s%n", "", "MSE", "MAE", "MASE", report.measure());
        for (Scores s : report.scores()) {
            Scores.Interval interval = report.interval(s);
            out.printf(
                    Locale.ROOT,
                    "%-16s%9.4f%9.4f%9.3f   [%.4f, %.4f]%n",
                    s.name(),
                    s.meanSquared(),
                    s.meanAbsolute(),
                    report.scaled(s),
                    interval.low(),
                    interval.high());
        }
        out.println(
                report.season() > 1
                        ? "(MASE is in mean changes over a season of " + report.season() + " steps)"
                        : "(no season was found; MASE is in mean changes over a step)");
        verdict(out, report);
        for (int c = 0; c < targets.size(); c++) {
            original(out, report, c);
        }
        steps(out, report);
        if (!report.quantiles().isEmpty()) {
            quantiles(out, report);
        }
    }

    private static void verdict(PrintStream out, ForecastReport report) {
        Scores model = report.scores().getFirst();
        Scores best = report.best();
        double own = report.figure(model);
        double other = report.figure(best);
        Scores.Interval lead = report.lead();
        boolean sure = lead.high() < 0 || lead.low() > 0;
        out.println();
        out.printf(
                Locale.ROOT,
                "%s: its %s is %.4f, that of the %s method %.4f%s.%n",
                own < other ? "The model is the best" : "A SIMPLE METHOD IS BETTER than the model",
                report.measure(),
                own,
                best.name(),
                other,
                sure ? "" : ", which is no more than chance between these forecasts");
    }

    private static void original(PrintStream out, ForecastReport report, int target) {
        double unit = report.deviation(target);
        out.println();
        out.printf(
                Locale.ROOT,
                "%s in its own unit:%n",
                report.series().columns().targets().get(target));
        for (Scores s : report.scores()) {
            out.printf(
                    Locale.ROOT,
                    "  %-16s MSE %.5g  MAE %.5g%n",
                    s.name(),
                    s.meanSquared(target) * unit * unit,
                    s.meanAbsolute(target) * unit);
        }
    }

    private static void steps(PrintStream out, ForecastReport report) {
        int horizon = report.model().architecture().horizon();
        int every = Math.ceilDiv(horizon, SHOWN);
        out.println();
        out.printf("%s by step:%n%6s", report.measure(), "");
        report.scores().forEach(s -> out.printf("%16s", s.name()));
        out.println();
        for (int h = 0; h < horizon; h += every) {
            out.printf("%6d", h + 1);
            for (Scores s : report.scores()) {
                out.printf(Locale.ROOT, "%16.4f", report.figure(s, h));
            }
            out.println();
        }
    }

    private static void quantiles(PrintStream out, ForecastReport report) {
        out.println();
        out.println("Quantiles: how large a share of the values lies below, and the pinball loss:");
        for (ForecastReport.Quantile q : report.quantiles()) {
            out.printf(Locale.ROOT, "  %-6s below %.3f  loss %.4f%n", q.share(), q.below(), q.pinball());
        }
        ForecastReport.Quantile low = report.quantiles().getFirst();
        ForecastReport.Quantile high = report.quantiles().getLast();
        if (high.share() > low.share()) {
            out.printf(
                    Locale.ROOT,
                    "  %.3f of the values lie between the outer two; %.3f should%n",
                    report.covered(),
                    high.share() - low.share());
        }
    }
}
