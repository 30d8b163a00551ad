package dev.unroll.tasks.regress;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Objective;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.items.Architecture;

/**
 * What a {@link Regressor} is made of, without its weights.
 *
 * @param encoder what reads items
 * @param objective what its answers are
 */
public record RegressArchitecture(Architecture encoder, Objective objective) implements Recipe.Part {
    /** Means, from what classifies by default. */
    public static RegressArchitecture standard() {
        return new RegressArchitecture(Architecture.standard(), new Objective.Squared());
    }

    @Override
    public JsonObject toJson() {
        return encoder.toJson().put("loss", objective.print());
    }

    public static RegressArchitecture fromJson(JsonObject json) {
        return new RegressArchitecture(Architecture.fromJson(json), Objective.parse(json.getString("loss")));
    }
}
