package dev.unroll.tasks.forecast;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Objective;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What a model says comes after the end of a series. */
public final class Forecast {
    private final TimeSeries after;
    private final Objective objective;
    private final float[] answers;

    /** @param answers step after step, in each target after target, in each answer after answer */
    Forecast(TimeSeries after, Objective objective, float[] answers) {
        this.after = after;
        this.objective = objective;
        this.answers = answers;
    }

    /** How many steps. */
    public int steps() {
        return answers.length / (after.targets() * objective.answers());
    }

    /** When a step is: its date as the series writes them, or the number of its row. */
    public String time(int step) {
        return after.time((long) after.rows() + step);
    }

    /** What is expected of a target. */
    public float value(int step, int target) {
        return quantile(step, target, objective.point());
    }

    /** Number {@code which} of the quantiles that the model answers in. */
    public float quantile(int step, int target, int which) {
        return answers[(step * after.targets() + target) * objective.answers() + which];
    }

    /** A table: the time, each target by its name, and for a model of quantiles each of them, as {@code NAME_0.9}. */
    public String toCsv() {
        StringWriter text = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
            csv.writeRecord(names());
            rows().forEach(csv::writeRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // of memory
        }
        return text.toString();
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (int h = 0; h < steps(); h++) {
            List<String> row = new ArrayList<>(List.of(time(h)));
            for (int c = 0; c < after.targets(); c++) {
                row.add(Float.toString(value(h, c)));
                for (int q = 0; q < objective.quantiles().size(); q++) {
                    row.add(Float.toString(quantile(h, c, q)));
                }
            }
            rows.add(row);
        }
        return rows;
    }

    /** The same as an object: a list for each column. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        List<String> names = names();
        List<List<String>> rows = rows();
        for (int i = 0; i < names.size(); i++) {
            int column = i;
            json.put(
                    names.get(i),
                    i == 0
                            ? rows.stream().map(r -> r.get(column)).toList()
                            : rows.stream()
                                    .map(r -> Float.valueOf(r.get(column)))
                                    .toList());
        }
        return json;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>(
                List.of(after.clock() == null ? "step" : after.columns().date()));
        for (String target : after.columns().targets()) {
            names.add(target);
            objective.quantiles().forEach(q -> names.add(target + "_" + q));
        }
        return names;
    }
}
