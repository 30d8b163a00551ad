package dev.unroll.web;

import dev.unroll.io.JsonObject;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.CellException;
import dev.unroll.recurrence.Plan;
import dev.unroll.tasks.PlanOutline;
import dev.unroll.web.http.BadRequest;
import dev.unroll.web.http.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Answers {@code /api/cells} and {@code /api/cell}: equations typeset, and what the compiler makes of them. */
final class CellPage {
    private static final int LARGEST = 1 << 14;
    private static final int WIDEST = 1 << 20;

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

    /** What a text of equations is, or where it is wrong. */
    static void cell(Exchange exchange) throws IOException {
        JsonObject body = exchange.body();
        String text = body.getString("text");
        int hidden = body.getInt("hidden");
        int input = body.getInt("input");
        if (text.length() > LARGEST || hidden < 1 || hidden > WIDEST || input < 1 || input > WIDEST) {
            throw new BadRequest("a cell has at most " + LARGEST + " characters, and between 1 and " + WIDEST
                    + " hidden units and inputs");
        }
        try {
            Cell cell = Cell.parse(body.getString("name"), text);
            exchange.json(describe(cell, Plan.of(cell), hidden, input));
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

    private static JsonObject describe(Cell cell, Plan plan, int hidden, int input) {
        long parameters = 0;
        long products = (long) hidden * hidden * plan.shared().size();
        Map<String, int[]> shapes = cell.parameterShapes(hidden, input);
        List<JsonObject> table = shapes.entrySet().stream()
                .map(e -> new JsonObject()
                        .put("name", e.getKey())
                        .put("rows", e.getValue()[0])
                        .put("columns", e.getValue().length > 1 ? e.getValue()[1] : 1)
                        .put("matrix", e.getValue().length > 1))
                .toList();
        for (int[] shape : shapes.values()) {
            long size = (long) shape[0] * (shape.length > 1 ? shape[1] : 1);
            parameters += size;
            products += shape.length > 1 ? size : 0;
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
                .put("parameters", parameters)
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
