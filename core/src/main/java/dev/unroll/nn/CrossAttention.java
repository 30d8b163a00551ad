package dev.unroll.nn;

import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How the steps of one sequence look at those of another: a decoder's at an encoder's. What only the other sequence has a part in is
 * computed once and remembered.
 */
public interface CrossAttention extends Composite {
    /**
     * Another sequence as queries see it.
     *
     * @param tables row t · batch + b each, as the attention has them
     * @param lengths how many steps of each sequence there are
     */
    record Memory(List<Tensor> tables, int[] lengths) {
        public Memory {
            tables = List.copyOf(tables);
            lengths = lengths.clone();
        }

        /** The same with each sequence so many times, side by side, and independent of the tape. */
        public Memory repeated(int times) {
            int batch = lengths.length;
            int[] each = new int[batch * times];
            Arrays.setAll(each, lane -> lengths[lane / times]);
            List<Tensor> all = new ArrayList<>();
            for (Tensor table : tables) {
                int width = table.size(1);
                float[] copy = new float[Math.multiplyExact(table.size(), times)];
                for (int row = 0; row < table.size(0) * times; row++) {
                    System.arraycopy(table.data(), row / times * width, copy, row * width, width);
                }
                all.add(Tensor.of(copy, table.size(0) * times, width));
            }
            return new Memory(all, each);
        }
    }

    /**
     * Takes in another sequence.
     *
     * @param encoded [steps · batch × width]
     */
    Memory remember(Tape tape, Tensor encoded, int... lengths);

    /**
     * What every query gets.
     *
     * @param queries [steps · batch × width of a query]
     * @return [steps · batch × width]
     */
    Tensor forward(Tape tape, Tensor queries, Memory memory);

    /**
     * How much each query looks at each step, the mean over heads.
     *
     * @param tape one for inference
     * @return [batch][queries][steps]
     */
    float[] weights(Tape tape, Tensor queries, Memory memory);
}
