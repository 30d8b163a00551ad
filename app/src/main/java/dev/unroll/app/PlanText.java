package dev.unroll.app;

import dev.unroll.recurrence.Plan;
import java.util.List;
import java.util.stream.IntStream;

/** Says in words what the compiler made of a cell. */
final class PlanText {
    private final Plan plan;
    private final StringBuilder text = new StringBuilder();

    private PlanText(Plan plan) {
        this.plan = plan;
    }

    static String of(Plan plan) {
        return new PlanText(plan).write();
    }

    private String write() {
        List<String> hoisted = plan.matrices().stream()
                .filter(m -> m.operand() == Plan.INPUT)
                .map(Plan.Matrix::name)
                .toList();
        line(
                0,
                "before the first step: "
                        + (hoisted.isEmpty()
                                ? "nothing"
                                : "[" + String.join(" ", hoisted) + "] x, one product over all steps"));
        line(0, "each step forward:");
        for (Plan.ForwardStage stage : plan.forward()) {
            List<String> products = stage.products().stream()
                    .flatMap(p -> p.terms().stream()
                            .map(t -> t.matrix().name() + " " + plan.operands().get(t.operand())))
                    .toList();
            stage(products, stage.reductions(), stage.steps());
        }
        plan.readout().ifPresent(readout -> {
            line(0, "after the last step, the output of all steps:");
            List<String> products = readout.products().stream()
                    .map(p -> p.matrix() + " output" + p.output())
                    .toList();
            stage(products, List.of(), List.of(readout.forward()));
        });
        line(0, "each step backward:");
        for (Plan.BackwardStage stage : plan.backward()) {
            List<String> products = stage.products().stream()
                    .map(p -> "gradient of " + plan.operands().get(p.operand())
                            + (p.ofNextStep() ? " from the step after" : ""))
                    .toList();
            stage(products, stage.reductions(), stage.steps());
        }
        line(
                0,
                "after the last step: gradients of the weights, "
                        + plan.weights().size() + (plan.weights().size() == 1 ? " product" : " products")
                        + " over all steps");
        return text.toString();
    }

    private void stage(List<String> products, List<Plan.Reduction> reductions, List<Plan.Step> steps) {
        for (Plan.Reduction r : reductions) {
            line(
                    1,
                    "row by row: " + r.to().label() + " = " + r.reducer().spelling() + "("
                            + r.from().label() + ")");
        }
        if (!products.isEmpty()) {
            line(1, "products: " + String.join(", ", products));
        }
        for (Plan.Step step : steps) {
            line(1, "fused loop " + step.program().name() + ":");
            step.program()
                    .outputs()
                    .forEach(o -> line(2, o.name() + " = " + o.value().print()));
        }
    }

    private void line(int depth, String line) {
        IntStream.range(0, depth).forEach(i -> text.append("  "));
        text.append(line).append('\n');
    }
}
