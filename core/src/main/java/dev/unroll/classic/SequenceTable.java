package dev.unroll.classic;

import java.util.Arrays;

/** Numbers sequences as they come: a sequence is another one, its context, and a symbol after it. Number 0 is the empty one. */
final class SequenceTable {
    private static final int NONE = -1;

    /** By number: the context above, the symbol below. */
    private long[] sequences = new long[1 << 10];

    private int size = 1;

    /** Open addressing: numbers, 0 where a slot is free. A power of two of them. */
    private int[] slots = new int[1 << 11];

    int size() {
        return size;
    }

    int context(int number) {
        return (int) (sequences[number] >>> 32);
    }

    /** The number of a sequence, −1 where it has none. */
    int find(int context, int symbol) {
        int found = slots[slot((long) context << 32 | symbol)];
        return found == 0 ? NONE : found;
    }

    /** The number of a sequence; a new one is {@link #size} as it was before. */
    int findOrAdd(int context, int symbol) {
        long sequence = (long) context << 32 | symbol;
        int slot = slot(sequence);
        if (slots[slot] != 0) {
            return slots[slot];
        }
        if (2 * (size + 1) > slots.length) {
            slots = new int[2 * slots.length];
            for (int number = 1; number < size; number++) {
                slots[slot(sequences[number])] = number;
            }
            slot = slot(sequence);
        }
        if (size == sequences.length) {
            sequences = Arrays.copyOf(sequences, 2 * sequences.length);
        }
        sequences[size] = sequence;
        slots[slot] = size;
        return size++;
    }

    /** Where a sequence is, or the free slot where it would be. */
    private int slot(long sequence) {
        // The finaliser of MurmurHash3.
        long hash = (sequence ^ sequence >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        int slot = (int) (hash ^ hash >>> 33) & slots.length - 1;
        while (slots[slot] != 0 && sequences[slots[slot]] != sequence) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }
}
