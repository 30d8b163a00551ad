package dev.unroll.tasks.classify;

import dev.unroll.io.JsonObject;
import dev.unroll.tasks.Recipe;
import dev.unroll.tasks.items.ItemSettings;

/**
 * How a {@link Classifier} is trained.
 *
 * @param balanced whether classes count alike in the loss, however many items they have
 */
public record ClassifySettings(ItemSettings items, boolean balanced) implements Recipe.Part {
    public static ClassifySettings standard() {
        return new ClassifySettings(ItemSettings.standard(), false);
    }

    @Override
    public JsonObject toJson() {
        return items.toJson().put("balanced", balanced);
    }

    public static ClassifySettings fromJson(JsonObject json) {
        return new ClassifySettings(ItemSettings.fromJson(json), json.has("balanced") && json.getBoolean("balanced"));
    }
}
