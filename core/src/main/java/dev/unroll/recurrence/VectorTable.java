package dev.unroll.recurrence;

import dev.unroll.kernel.Engine;
import dev.unroll.recurrence.Binding.Place;
import dev.unroll.tensor.Tensor;
import java.util.List;

/**
 * The vectors that a step reads, [vectors × padded hidden width]: parameters, and functions of parameters alone, which are
 * computed once rather than at every step of every sequence.
 */
final class VectorTable {
    private final float[] parameters;
    private final float[] array;
    private final int width;
    private final List<Binding> programs;

    VectorTable(Engine engine, Plan plan, Widths w, Tensor parameters) {
        this.parameters = parameters.data();
        width = w.hidden();
        array = plan.vectorValues() == 0
                ? this.parameters
                : new float[(plan.vectors().size() + plan.vectorValues()) * w.padded()];
        programs = plan.ofVectors().stream()
                .map(step -> new Binding(
                        engine.compile(step.program()),
                        step.slots().stream()
                                .map(s -> new Place(array, s.index() * w.padded(), 0, 0, 0, Slot.Time.NONE))
                                .toList()))
                .toList();
    }

    float[] array() {
        return array;
    }

    /** Comes after the parameters have changed. Padding stays zero. */
    void compute() {
        if (!programs.isEmpty()) {
            System.arraycopy(parameters, 0, array, 0, parameters.length);
            programs.forEach(p -> p.run(0, 0, 0, 1, width));
        }
    }
}
