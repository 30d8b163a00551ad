package dev.unroll.web.serve;

import dev.unroll.tasks.serve.BatchWatch;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** What the server has done, as Prometheus reads it (text format 0.0.4). */
final class Metrics {
    private static final double[] SECONDS = {0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60
    };
    private static final double[] LANES = {1, 2, 4, 8, 16, 32, 64};

    /** Numbers counted by size. */
    private static final class Histogram {
        private final double[] bounds;
        private final LongAdder[] counts;
        private final DoubleAdder sum = new DoubleAdder();

        Histogram(double[] bounds) {
            this.bounds = bounds;
            counts = new LongAdder[bounds.length + 1];
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        void add(double value) {
            int i = 0;
            while (i < bounds.length && value > bounds[i]) {
                i++;
            }
            counts[i].increment();
            sum.add(value);
        }

        void print(Page page, String name, String labels) {
            long below = 0;
            for (int i = 0; i < counts.length; i++) {
                below += counts[i].sum();
                String bound = i < bounds.length ? String.valueOf(bounds[i]) : "+Inf";
                page.line(name + "_bucket", labels + ",le=\"" + bound + "\"", below);
            }
            page.line(name + "_sum", labels, sum.sum());
            page.line(name + "_count", labels, below);
        }
    }

    /** The text under way. */
    static final class Page {
        private final StringBuilder text = new StringBuilder();

        void head(String name, String type, String help) {
            text.append("# HELP ").append(name).append(' ').append(help).append('\n');
            text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        }

        void line(String name, String labels, Number value) {
            text.append(name);
            if (!labels.isEmpty()) {
                text.append('{').append(labels).append('}');
            }
            text.append(' ').append(value).append('\n');
        }
    }

    /** Of one model. */
    private static final class OfModel {
        final Histogram lanes = new Histogram(LANES);
        final LongAdder characters = new LongAdder();
        final DoubleAdder seconds = new DoubleAdder();
    }

    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final Map<String, Histogram> latencies = new ConcurrentSkipListMap<>();
    private final Map<String, OfModel> models = new ConcurrentSkipListMap<>();
    private final LongAdder rejected = new LongAdder();

    void answered(String path, int status, long nanos) {
        requests.computeIfAbsent(
                        label("path", path) + "," + label("status", String.valueOf(status)), _ -> new LongAdder())
                .increment();
        latencies
                .computeIfAbsent(label("path", path), _ -> new Histogram(SECONDS))
                .add(nanos / 1e9);
    }

    void rejected() {
        rejected.increment();
    }

    /** Counts the steps of a model's batcher. */
    BatchWatch model(String name) {
        OfModel model = models.computeIfAbsent(label("model", name), _ -> new OfModel());
        return (lanes, read, nanos) -> {
            model.lanes.add(lanes);
            model.characters.add(read);
            model.seconds.add(nanos / 1e9);
        };
    }

    private static String label(String name, String value) {
        return name + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    String print(ServedModels served) {
        Page page = new Page();
        page.head("unroll_requests_total", "counter", "Requests answered.");
        requests.forEach((labels, count) -> page.line("unroll_requests_total", labels, count.sum()));
        page.head("unroll_request_seconds", "histogram", "From a request's head to the end of its answer.");
        latencies.forEach((labels, h) -> h.print(page, "unroll_request_seconds", labels));
        page.head("unroll_rejected_total", "counter", "Requests told to come again, since too many waited.");
        page.line("unroll_rejected_total", "", rejected.sum());
        page.head("unroll_streams", "gauge", "Texts that have a lane.");
        served.texts()
                .forEach(t -> page.line(
                        "unroll_streams", label("model", t.name()), t.batcher().running()));
        page.head("unroll_waiting", "gauge", "Texts that wait for a lane.");
        served.texts()
                .forEach(t -> page.line(
                        "unroll_waiting", label("model", t.name()), t.batcher().waiting()));
        page.head("unroll_batch_lanes", "histogram", "Texts of a step.");
        models.forEach((labels, m) -> m.lanes.print(page, "unroll_batch_lanes", labels));
        page.head("unroll_characters_total", "counter", "Symbols read, those that were written before among them.");
        models.forEach((labels, m) -> page.line("unroll_characters_total", labels, m.characters.sum()));
        page.head("unroll_step_seconds_total", "counter", "Time that steps took.");
        models.forEach((labels, m) -> page.line("unroll_step_seconds_total", labels, m.seconds.sum()));
        return page.text.toString();
    }
}
