package dev.unroll.tasks.translate;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.nn.Composite;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/** An encoder and a decoder, from the vectors of pieces to the vectors that the next pieces are scored with. */
interface Network extends Composite {
    void initialise(long seed);

    /**
     * Vectors of pieces side by side.
     *
     * @param x [steps · batch × width of a piece], row t · batch + b
     */
    record Sequence(Tensor x, int[] lengths) {
        int batch() {
            return lengths.length;
        }

        int steps() {
            return x.size(0) / batch();
        }
    }

    /**
     * Reads sources and, in known translations, up to each step.
     *
     * @param before what stands before each step of the translations
     * @return of each of their steps, [steps · batch × width of a piece]
     */
    Tensor forward(Tape tape, Sequence source, Sequence before, CounterRandom random);

    /**
     * How much each step of a known translation looks at each of its source.
     *
     * @param tape one for inference
     * @return [batch][steps][steps of the source], empty for a network that does not look back
     */
    float[] weights(Tape tape, Sequence source, Sequence before);

    /** Translations that are written side by side. */
    interface Writing {
        /**
         * Goes one step on.
         *
         * @param tape one for inference
         * @param x [lanes × width of a piece], the piece before
         * @return [lanes × width of a piece]
         */
        Tensor step(Tape tape, Tensor x);

        /** Has each lane go on where another of the same source is. */
        void reorder(int... from);
    }

    /**
     * Begins to translate.
     *
     * @param lanes how many translations of each source, side by side
     * @param most steps that will be asked for
     */
    Writing begin(Tape tape, Sequence source, int lanes, int most);
}
