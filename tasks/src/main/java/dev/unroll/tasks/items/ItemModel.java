package dev.unroll.tasks.items;

import dev.unroll.io.JsonObject;
import dev.unroll.nn.Composite;
import dev.unroll.nn.Module;
import java.util.LinkedHashMap;
import java.util.Map;

/** A model that makes a vector of each item and answers from it. */
public interface ItemModel extends Composite {
    ItemEncoder encoder();

    /** What comes after the vector. */
    Map<String, Module> above();

    /** What it knows beside its weights. */
    JsonObject vocabulary();

    @Override
    default Map<String, Module> children() {
        Map<String, Module> children = new LinkedHashMap<>(encoder().children());
        children.putAll(above());
        return children;
    }
}
