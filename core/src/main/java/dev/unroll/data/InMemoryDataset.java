package dev.unroll.data;

import java.util.List;

/**
 * A data set in memory.
 *
 * @param tables [length × width] for each sequence
 */
public record InMemoryDataset(List<float[]> tables, int width) implements Dataset {
    public InMemoryDataset {
        tables = List.copyOf(tables);
        for (int i = 0; i < tables.size(); i++) {
            int numbers = tables.get(i).length;
            if (numbers == 0 || numbers % width != 0) {
                throw new IllegalArgumentException("sequence " + i + " has " + numbers + " numbers, which are "
                        + (numbers == 0 ? "no step; leave it out" : "no steps of " + width));
            }
        }
    }

    @Override
    public int size() {
        return tables.size();
    }

    @Override
    public int length(int sequence) {
        return tables.get(sequence).length / width;
    }

    @Override
    public void read(int sequence, int step, float[] into, int offset) {
        System.arraycopy(tables.get(sequence), step * width, into, offset, width);
    }
}
