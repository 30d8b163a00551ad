package dev.unroll.tasks;

import dev.unroll.io.JsonObject;
import dev.unroll.nn.Noise;
import dev.unroll.nn.Zoneout;

/** The noise of a stack as a model's configuration has it, among other things. */
public final class NoiseSettings {
    private NoiseSettings() {}

    /** Adds it to an object of settings. */
    public static void write(Noise noise, JsonObject json) {
        Zoneout zoneout = noise.zoneout();
        json.put("dropout", noise.dropout())
                .put("variational", noise.variational())
                .put("recurrent_dropout", noise.recurrentDropout())
                .put("zoneout", zoneout.named().isEmpty() ? zoneout.others() : zoneout.print());
    }

    /** Reads what {@link #write} has added; what older versions did not know is none. */
    public static Noise read(JsonObject json) {
        return new Noise(
                json.getDouble("dropout"),
                json.has("variational") && json.getBoolean("variational"),
                json.has("recurrent_dropout") ? json.getDouble("recurrent_dropout") : 0,
                json.has("zoneout") ? Zoneout.parse(String.valueOf(json.get("zoneout"))) : Zoneout.NONE);
    }
}
