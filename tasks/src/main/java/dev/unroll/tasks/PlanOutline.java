package dev.unroll.tasks;

import dev.unroll.recurrence.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the compiler made of a cell, in words.
 *
 * @param hoisted matrices whose products with the input are made for all steps at once, before the first
 * @param vectors what is made of parameters alone, once before the first step
 * @param forward what a step does, stage by stage
 * @param readout what makes the output of all steps after the last one, where the cell has an equation for it
 * @param backward what a step does on the way back
 * @param weightProducts products over all steps that give the gradients of the weights, in the end
 */
public record PlanOutline(
        List<String> hoisted,
        List<String> vectors,
        List<Stage> forward,
        Optional<Stage> readout,
        List<Stage> backward,
        int weightProducts) {

    /** Products of matrices, the numbers made of whole rows, and the loops of everything elementwise. */
    public record Stage(List<String> products, List<String> reductions, List<Loop> loops) {}

    /** One pass over a row: each line gives one value. */
    public record Loop(String name, List<String> lines) {}

    public static PlanOutline of(Plan plan) {
        return new PlanOutline(
                plan.matrices().stream()
                        .filter(m -> m.operand() == Plan.INPUT)
                        .map(Plan.Matrix::name)
                        .toList(),
                plan.ofVectors().stream().flatMap(s -> lines(s).stream()).toList(),
                plan.forward().stream().map(s -> forward(plan, s)).toList(),
                plan.readout()
                        .map(r -> stage(
                                r.products().stream()
                                        .map(p -> p.matrix() + " output" + p.output())
                                        .toList(),
                                List.of(),
                                List.of(),
                                List.of(r.forward()))),
                plan.backward().stream().map(s -> backward(plan, s)).toList(),
                plan.weights().size());
    }

    private static Stage forward(Plan plan, Plan.ForwardStage stage) {
        List<String> products = stage.products().stream()
                .flatMap(p -> p.terms().stream()
                        .map(t -> t.matrix().name() + " " + plan.operands().get(t.operand())))
                .toList();
        return stage(products, stage.reductions(), stage.numbers(), stage.steps());
    }

    private static Stage backward(Plan plan, Plan.BackwardStage stage) {
        List<String> products = stage.products().stream()
                .map(p -> "gradient of " + plan.operands().get(p.operand())
                        + (p.ofNextStep() ? " from the step after" : ""))
                .toList();
        return stage(products, stage.reductions(), stage.numbers(), stage.steps());
    }

    private static Stage stage(
            List<String> products, List<Plan.Reduction> reductions, List<Plan.Step> numbers, List<Plan.Step> steps) {
        List<String> rows = new ArrayList<>();
        reductions.forEach(r -> rows.add(
                r.to().label() + " = " + r.reducer().spelling() + "(" + r.from().label() + ")"));
        numbers.forEach(s -> rows.addAll(lines(s)));
        return new Stage(
                products,
                rows,
                steps.stream().map(s -> new Loop(s.program().name(), lines(s))).toList());
    }

    private static List<String> lines(Plan.Step step) {
        return step.program().outputs().stream()
                .map(o -> o.name() + " = " + o.value().print())
                .toList();
    }
}
