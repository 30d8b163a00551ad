package dev.unroll.data;

/** Sequences of feature vectors, each with a length of its own. */
public interface Dataset {
    /** How many sequences there are. */
    int size();

    /** Numbers of one step. */
    int width();

    /** Steps of one sequence. */
    int length(int sequence);

    /** Writes the features of one step, {@link #width} numbers. */
    void read(int sequence, int step, float[] into, int offset);

    default int[] lengths() {
        int[] lengths = new int[size()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = length(i);
        }
        return lengths;
    }

    /** Some of the sequences side by side, as long as the longest, the others padded with zeros. */
    default FeatureBatch batch(int... sequences) {
        int[] lengths = new int[sequences.length];
        int time = 0;
        for (int b = 0; b < lengths.length; b++) {
            lengths[b] = length(sequences[b]);
            time = Math.max(time, lengths[b]);
        }
        float[] values = new float[Math.multiplyExact(Math.multiplyExact(time, lengths.length), width())];
        for (int b = 0; b < lengths.length; b++) {
            for (int t = 0; t < lengths[b]; t++) {
                read(sequences[b], t, values, (t * lengths.length + b) * width());
            }
        }
        return new FeatureBatch(values, width(), time, lengths);
    }
}
