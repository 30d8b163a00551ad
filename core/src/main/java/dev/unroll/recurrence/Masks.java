package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Team;
import java.util.Arrays;
import java.util.List;

/** The numbers of a {@link StateNoise} for one pass of a layer: drawn, or what they are outside training. */
final class Masks {
    /** A hash gives so many numbers of 16 bits. */
    private static final int NUMBERS = Long.SIZE / Short.SIZE;

    private static final double UNITS = 1 << Short.SIZE;

    /** Sequences of one task. */
    private static final int ROWS = 64;

    private final Widths w;
    private final int rows;
    private final int batch;
    private final double dropoutProbability;
    private final List<Double> zoneoutProbabilities;
    private final int dropped;
    /** [batch × values that are dropped out]. */
    final float[] dropout;
    /** [steps · batch × states with zoneout]. */
    final float[] zoneout;

    private boolean areExpected;

    Masks(Plan plan, Widths w, int steps, int batch) {
        this.w = w;
        this.batch = batch;
        rows = steps * batch;
        dropped = plan.dropped();
        dropoutProbability = plan.noise().dropout();
        zoneoutProbabilities = List.copyOf(plan.noise().zoneout().values());
        dropout = table(batch, dropped);
        zoneout = table(rows, zoned());
    }

    private float[] table(int height, int columns) {
        return columns == 0
                ? new float[0]
                : new float[Math.addExact(LayerMemory.ORIGIN, Math.multiplyExact(height, w.stride(columns)))];
    }

    private int zoned() {
        return zoneoutProbabilities.size();
    }

    /** As they are outside training. */
    void expect() {
        if (areExpected) {
            return;
        }
        areExpected = true;
        Arrays.fill(dropout, 1);
        for (int r = 0; r < rows; r++) {
            for (int s = 0; s < zoned(); s++) {
                int at = at(r, s, zoned());
                Arrays.fill(
                        zoneout,
                        at,
                        at + w.padded(),
                        zoneoutProbabilities.get(s).floatValue());
            }
        }
    }

    /**
     * As they are in training. A number depends on its place alone, so that a piece of a pass gets those of the whole.
     *
     * @param random another one for every layer and every update
     * @param firstRow rows t · batch + b of the whole that come before these
     */
    void draw(Team team, CounterRandom random, int firstRow) {
        areExpected = false;
        CounterRandom ofDropout = CounterRandom.named(random.bits(0), "recurrent dropout");
        float kept = (float) (1 / (1 - dropoutProbability));
        for (int b = 0; b < batch; b++) {
            for (int v = 0; v < dropped; v++) {
                draw(ofDropout, (long) b * dropped + v, dropoutProbability, 0, kept, dropout, at(b, v, dropped));
            }
        }
        if (zoned() == 0) {
            return;
        }
        CounterRandom ofZoneout = CounterRandom.named(random.bits(1), "zoneout");
        team.forEach((rows + ROWS - 1) / ROWS, part -> {
            for (int r = part * ROWS; r < Math.min(rows, (part + 1) * ROWS); r++) {
                for (int s = 0; s < zoned(); s++) {
                    long place = (firstRow + (long) r) * zoned() + s;
                    draw(ofZoneout, place, zoneoutProbabilities.get(s), 1, 0, zoneout, at(r, s, zoned()));
                }
            }
        });
    }

    /** How many values have a mask for dropout. */
    int dropped() {
        return dropped;
    }

    /** Where a mask lies in a table of so many. */
    int at(int row, int column, int columns) {
        return LayerMemory.ORIGIN + row * w.stride(columns) + column * w.padded();
    }

    /** One hidden width: {@code hit} with a probability, else {@code miss}. */
    private void draw(CounterRandom random, long place, double p, float hit, float miss, float[] to, int at) {
        int threshold = (int) Math.round(p * UNITS);
        int hidden = w.hidden();
        long first = place * ((hidden + NUMBERS - 1) / NUMBERS);
        for (int c = 0; c < hidden; c += NUMBERS) {
            long bits = random.bits(first + c / NUMBERS);
            for (int i = c; i < Math.min(hidden, c + NUMBERS); i++, bits >>>= Short.SIZE) {
                to[at + i] = (bits & 0xFFFF) < threshold ? hit : miss;
            }
        }
    }
}
