package dev.unroll.web;

import dev.unroll.io.JsonObject;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.CellException;
import dev.unroll.recurrence.Plan;
import dev.unroll.recurrence.StageTimes;
import dev.unroll.tasks.PlanOutline;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Answers {@code /api/cells}, {@code /api/cell} and {@code /api/cell-times}: equations typeset, what the compiler makes of them,
 * and how long that takes.
 */
final class CellPage {
    private static final int LARGEST = 1 << 14;
    private static final int WIDEST = 1 << 20;

    /** What is measured: long enough for steps to matter, small enough for a page to wait for. */
    private static final int STEPS = 20;

    private static final int BATCH = 32;
    private static final long MOST_MEASURED = 8_000_000;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration MEASURED = Duration.ofMillis(500);

    private CellPage() {}

    /** The library: each cell's name and equations. */
    static void library(Exchange exchange) throws IOException {
        List<JsonObject> cells = Cell.libraryNames().stream()
                .map(n -> new JsonObject()
                        .put("name", n)
                        .put("text", Cell.library(n).print()))
                .toList();
        exchange.json(new JsonObject().put("cells", cells));
    }

    /** Equations and the widths they are looked at with. */
    private record Asked(String name, String text, int hidden, int input) {
        static Asked of(JsonObject body) {
            Asked asked = new Asked(
                    body.getString("name"), body.getString("text"), body.getInt("hidden"), body.getInt("input"));
            if (asked.text.length() > LARGEST
                    || asked.hidden < 1
                    || asked.hidden > WIDEST
                    || asked.input < 1
                    || asked.input > WIDEST) {
                throw new BadRequest("a cell has at most " + LARGEST + " characters, and between 1 and " + WIDEST
                        + " hidden units and inputs");
            }
            return asked;
        }

        Cell cell() {
            return Cell.parse(name, text);
        }
    }

    /** What a text of equations is, or where it is wrong. */
    static void cell(Exchange exchange) throws IOException {
        Asked asked = Asked.of(exchange.body());
        try {
            Cell cell = asked.cell();
            exchange.json(describe(cell, Plan.of(cell), asked));
        } catch (CellException e) {
            exchange.json(new JsonObject()
                    .put("problem", e.problem())
                    .put("remedy", e.remedy())
                    .put("line", e.line())
                    .put("column", e.column()));
        } catch (IllegalArgumentException e) {
            exchange.json(new JsonObject().put("problem", e.getMessage()).put("remedy", ""));
        }
    }

    /** How long each stage of equations without a mistake takes on this machine. */
    static void times(Exchange exchange, Models models) throws IOException {
        Asked asked = Asked.of(exchange.body());
        Cell cell = asked.cell();
        if (parameters(cell, asked) > MOST_MEASURED) {
            throw new BadRequest("only cells of at most " + MOST_MEASURED + " parameters are measured here; "
                    + "unroll cell --times measures larger ones");
        }
        exchange.json(models.compute(() -> {
            StageTimes times = StageTimes.of(
                    models.engine(), Plan.of(cell), asked.input, asked.hidden, STEPS, BATCH, WARM_UP, MEASURED);
            return new JsonObject()
                    .put("steps", STEPS)
                    .put("batch", BATCH)
                    .put("threads", models.engine().team().size())
                    .put("all", times.all())
                    .put("before", times.before())
                    .put("forward", stages(times.forward()))
                    .put("readout", times.readout())
                    .put("backward", stages(times.backward()))
                    .put("weights", times.weights());
        }));
    }

    private static List<JsonObject> stages(List<StageTimes.Stage> stages) {
        return stages.stream()
                .map(s -> new JsonObject().put("products", s.products()).put("loops", s.loops()))
                .toList();
    }

    private static long parameters(Cell cell, Asked asked) {
        long parameters = 0;
        for (int[] shape : cell.parameterShapes(asked.hidden, asked.input).values()) {
            parameters += (long) shape[0] * (shape.length > 1 ? shape[1] : 1);
        }
        return parameters;
    }

    private static JsonObject describe(Cell cell, Plan plan, Asked asked) {
        long products = (long) asked.hidden * asked.hidden * plan.shared().size();
        Map<String, int[]> shapes = cell.parameterShapes(asked.hidden, asked.input);
        List<JsonObject> table = shapes.entrySet().stream()
                .map(e -> new JsonObject()
                        .put("name", e.getKey())
                        .put("rows", e.getValue()[0])
                        .put("columns", e.getValue().length > 1 ? e.getValue()[1] : 1)
                        .put("matrix", e.getValue().length > 1))
                .toList();
        for (int[] shape : shapes.values()) {
            products += shape.length > 1 ? (long) shape[0] * shape[1] : 0;
        }
        PlanOutline outline = PlanOutline.of(plan);
        JsonObject stages = new JsonObject()
                .put("hoisted", outline.hoisted())
                .put("forward", outline.forward().stream().map(CellPage::stage).toList())
                .put(
                        "backward",
                        outline.backward().stream().map(CellPage::stage).toList())
                .put("weights", outline.weightProducts());
        outline.readout().ifPresent(r -> stages.put("readout", stage(r)));
        return new JsonObject()
                .put("equations", MathMl.of(cell))
                .put("states", cell.states())
                .put("parameters", parameters(cell, asked))
                .put("operations", 2 * products)
                .put("shapes", table)
                .put("plan", stages);
    }

    private static JsonObject stage(PlanOutline.Stage stage) {
        return new JsonObject()
                .put("products", stage.products())
                .put("reductions", stage.reductions())
                .put(
                        "loops",
                        stage.loops().stream()
                                .map(l -> new JsonObject().put("name", l.name()).put("lines", l.lines()))
                                .toList());
    }
}
