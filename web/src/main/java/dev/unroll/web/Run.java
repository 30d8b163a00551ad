package dev.unroll.web;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.io.ModelFolder;
import dev.unroll.io.RunFolder;
import dev.unroll.io.RunMetrics;
import dev.unroll.io.RunMetrics.Table;
import dev.unroll.train.Limit;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One run as the page sees it: what it is, how far it has come, its curves. */
final class Run {
    /** Updates whose mean loss is shown as the present one. */
    private static final int RECENT = 100;

    private static final String RATE = "_per_second";

    private final String name;
    private final Path folder;
    private final RunMetrics metrics;
    private @Nullable JsonObject config;

    Run(String name, Path folder) {
        this.name = name;
        this.folder = folder;
        metrics = new RunMetrics(folder);
    }

    String name() {
        return name;
    }

    Path folder() {
        return folder;
    }

    /** Reads what has been added to the metrics and lets {@code f} look at them, one caller at a time. */
    synchronized <T> T read(Function<RunMetrics, T> f) {
        metrics.refresh();
        return f.apply(metrics);
    }

    /** @throws FileException if it is missing or damaged */
    synchronized JsonObject config() {
        if (config == null) {
            config = new ModelFolder(folder).config();
        }
        return config;
    }

    boolean isRunning() {
        return RunFolder.isHeld(folder);
    }

    /** The line of the table of runs. */
    JsonObject summary() {
        JsonObject json = new JsonObject().put("name", name);
        try {
            describe(json);
            read(m -> {
                progress(m, json);
                return json;
            });
        } catch (FileException | IllegalArgumentException e) {
            json.put("error", e.getMessage());
        }
        boolean resumable = Resumption.isKnown(folder);
        return json.put("status", status(json)).put("resumable", resumable);
    }

    private String status(JsonObject json) {
        if (isRunning()) {
            return RunFolder.isStopRequested(folder) ? "stopping" : "running";
        }
        return json.has("error") ? "damaged" : json.has("done") ? "finished" : "stopped";
    }

    private void describe(JsonObject json) {
        JsonObject all = config();
        json.put("task", all.getString("task"));
        if (all.has("model")) {
            JsonObject model = all.getObject("model");
            for (String key : new String[] {"cell", "hidden", "layers"}) {
                if (model.has(key)) {
                    json.put(key, model.get(key));
                }
            }
        }
    }

    private void progress(RunMetrics m, JsonObject json) {
        Optional<Table> started = m.table("started");
        Optional<Table> steps = m.table("step");
        m.table("validation").ifPresent(v -> {
            json.put("val_loss", (float) v.last("val_loss"));
            json.put("best_val_loss", lowest(v));
        });
        if (started.isEmpty() || steps.isEmpty()) {
            return;
        }
        Table table = steps.get();
        long step = table.steps()[table.rows() - 1];
        double seconds = table.last("seconds");
        long perEpoch = (long) started.get().last("steps_per_epoch");
        json.put("step", step)
                .put("epoch", (float) table.last("epoch"))
                .put("steps_per_epoch", perEpoch)
                .put("seconds", seconds)
                .put("loss", recent(table));
        for (String unit : new String[] {"tokens", "sequences"}) {
            if (table.column(unit + RATE).isPresent()) {
                json.put("unit", unit).put("speed", (float) table.last(unit + RATE));
            }
        }
        m.table("peak").ifPresent(p -> json.put("peak_share", (float) p.last("peak_share")));
        double progress = config().has("limit")
                ? Limit.fromJson(config().getObject("limit")).progress(step, perEpoch, seconds)
                : Double.NaN;
        json.put("progress", Math.min(1, progress));
        if (progress > 0) {
            json.put("left", Math.max(0, seconds / progress - seconds));
        }
        // A run that was done and then resumed with a later limit is under way again.
        boolean done = m.table("done").isPresent() && progress >= 1;
        if (done) {
            json.put("done", true);
        }
    }

    private static float recent(Table table) {
        Optional<float[]> loss = table.column("loss");
        double sum = 0;
        int from = Math.max(0, table.rows() - RECENT);
        for (int i = from; i < table.rows() && loss.isPresent(); i++) {
            sum += loss.get()[i];
        }
        return (float) (sum / (table.rows() - from));
    }

    private static float lowest(Table table) {
        float lowest = Float.NaN;
        float[] losses = table.column("val_loss").orElseGet(() -> new float[table.rows()]);
        for (int i = 0; i < table.rows(); i++) {
            float loss = losses[i];
            lowest = loss < lowest || Float.isNaN(lowest) ? loss : lowest;
        }
        return lowest;
    }
}
