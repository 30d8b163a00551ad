package dev.unroll.tasks.search;

import dev.unroll.io.JsonObject;
import dev.unroll.recurrence.Cell;

/**
 * A cell that a search has tried.
 *
 * @param number counted from 0, the cell that the search starts from
 * @param parent number of the cell it was made from, −1 for the first
 * @param change what makes it differ from its parent
 * @param hidden units that it was tried with
 * @param parameters numbers to train with that many
 * @param loss at the end of its trial; NaN if there is none
 * @param trouble why there is no loss; else empty
 */
public record Candidate(
        int number, int parent, Cell cell, String change, int hidden, long parameters, double loss, String trouble) {

    /** Whether it did better than another; one without a loss does worse than all. */
    boolean beats(Candidate other) {
        return loss < other.loss || (Double.isNaN(other.loss) && !Double.isNaN(loss));
    }

    public JsonObject toJson() {
        return new JsonObject()
                .put("event", "candidate")
                .put("number", number)
                .put("parent", parent)
                .put("change", change)
                .put("equations", cell.print())
                .put("hidden", hidden)
                .put("parameters", parameters)
                .put("loss", loss)
                .put("trouble", trouble);
    }

    /** The way back of {@link #toJson}. */
    public static Candidate fromJson(JsonObject json) {
        int number = json.getInt("number");
        return new Candidate(
                number,
                json.getInt("parent"),
                Cell.parse(name(number), json.getString("equations")),
                json.getString("change"),
                json.getInt("hidden"),
                json.getLong("parameters"),
                json.getDouble("loss"),
                json.getString("trouble"));
    }

    static String name(int number) {
        return "candidate-" + number;
    }
}
