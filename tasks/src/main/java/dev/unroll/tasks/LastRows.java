package dev.unroll.tasks;

import dev.unroll.tensor.CustomOp;
import dev.unroll.tensor.Tape;
import dev.unroll.tensor.Tensor;

/** The last rows of a table: of a time-major batch, the last steps of every sequence. */
record LastRows(int count) implements CustomOp {
    static Tensor of(Tape tape, Tensor table, int count) {
        return tape.apply(new LastRows(count), table);
    }

    @Override
    public Tensor forward(Tape tape, Tensor... in) {
        Tensor y = tape.allocate(count, in[0].size(1));
        System.arraycopy(in[0].data(), in[0].size() - y.size(), y.data(), 0, y.size());
        return y;
    }

    @Override
    public void pullBack(Tape tape, Tensor y, Tensor... in) {
        int from = in[0].size() - y.size();
        tape.engine().kernels().axpy(y.size(), 1, y.gradient(), 0, in[0].gradient(), from);
    }
}
