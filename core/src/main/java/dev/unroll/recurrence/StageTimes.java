package dev.unroll.recurrence;

import dev.unroll.kernel.CounterRandom;
import dev.unroll.kernel.Engine;
import dev.unroll.kernel.Rehearsal;
import dev.unroll.recurrence.StageClock.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How long the parts of a layer's run take, in seconds over all its steps; both directions.
 *
 * @param before packing of the weights and products with the input, for all steps at once
 * @param forward by stage
 * @param readout the output's equation in both directions, 0 where the cell has none
 * @param backward by stage
 * @param weights gradients of the weights
 */
public record StageTimes(double before, List<Stage> forward, double readout, List<Stage> backward, double weights) {
    /** Of a stage: its products; its loops and what is computed row by row. */
    public record Stage(double products, double loops) {
        public double all() {
            return products + loops;
        }
    }

    /** Together. */
    public double all() {
        return before
                + forward.stream().mapToDouble(Stage::all).sum()
                + readout
                + backward.stream().mapToDouble(Stage::all).sum()
                + weights;
    }

    /**
     * Runs a layer with weights and an input of its own again and again, and takes the times of the run that was as long as
     * half of them at most.
     *
     * @param steps of each run
     * @param batch sequences
     * @param warmUp at most, for the JIT, not measured
     * @param time to run for before measuring, and then measuring
     */
    public static StageTimes of(
            Engine engine, Plan plan, int input, int hidden, int steps, int batch, Duration warmUp, Duration time) {
        Layer layer = new Layer(engine, plan, input, false, hidden);
        layer.initialise(1, "");
        Rehearsal rehearsal = new Rehearsal();
        layer.rehearse(batch, rehearsal);
        rehearsal.run(warmUp);
        repeat(layer, steps, batch, time);
        List<StageClock> clocks = repeat(layer, steps, batch, time);
        clocks.sort(Comparator.comparingDouble(StageClock::seconds));
        StageClock median = clocks.get(clocks.size() / 2);
        return new StageTimes(
                median.seconds(Part.BEFORE, 0),
                stages(median, plan.forward().size(), Part.FORWARD_PRODUCTS, Part.FORWARD_LOOPS),
                median.seconds(Part.READOUT, 0),
                stages(median, plan.backward().size(), Part.BACKWARD_PRODUCTS, Part.BACKWARD_LOOPS),
                median.seconds(Part.WEIGHTS, 0));
    }

    private static List<Stage> stages(StageClock clock, int count, Part products, Part loops) {
        return IntStream.range(0, count)
                .mapToObj(s -> new Stage(clock.seconds(products, s), clock.seconds(loops, s)))
                .toList();
    }

    private static List<StageClock> repeat(Layer layer, int steps, int batch, Duration time) {
        Plan plan = layer.plan();
        int stages = Math.max(plan.forward().size(), plan.backward().size());
        CounterRandom random = CounterRandom.named(1, "stage times");
        int states = plan.states().size();
        float[] output = new float[steps * batch * layer.outputWidth()];
        List<StageClock> clocks = new ArrayList<>();
        long end = System.nanoTime() + time.toNanos();
        do {
            LayerRun run = layer.begin(steps, batch, true);
            StageClock clock = new StageClock(stages);
            run.clock(clock);
            fill(run.input(), run.inputStride(), layer.input(), steps * batch, random);
            run.state(new float[states][batch * layer.hidden()]);
            run.forwardExact(output);
            fill(run.outputGradient(), run.outputGradientStride(), layer.outputWidth(), steps * batch, random);
            run.backward(new float[states][], new float[states][]);
            run.clock(StageClock.OFF);
            run.end();
            clocks.add(clock);
        } while (System.nanoTime() < end);
        return clocks;
    }

    private static void fill(float[] rows, int stride, int width, int count, CounterRandom random) {
        for (int r = 0; r < count; r++) {
            for (int c = 0; c < width; c++) {
                rows[r * stride + c] = random.normal((long) r * width + c);
            }
        }
    }
}
