package dev.unroll.app;

import dev.unroll.recurrence.Plan;
import dev.unroll.tasks.PlanOutline;
import java.util.stream.IntStream;

/** Says in lines what the compiler made of a cell. */
final class PlanText {
    private final PlanOutline plan;
    private final StringBuilder text = new StringBuilder();

    private PlanText(PlanOutline plan) {
        this.plan = plan;
    }

    static String of(Plan plan) {
        return new PlanText(PlanOutline.of(plan)).write();
    }

    private String write() {
        line(
                0,
                "before the first step: "
                        + (plan.hoisted().isEmpty()
                                ? "nothing"
                                : "[" + String.join(" ", plan.hoisted()) + "] x, one product over all steps"));
        plan.vectors().forEach(v -> line(1, "once for all steps: " + v));
        line(0, "each step forward:");
        plan.forward().forEach(this::stage);
        plan.readout().ifPresent(readout -> {
            line(0, "after the last step, the output of all steps:");
            stage(readout);
        });
        line(0, "each step backward:");
        plan.backward().forEach(this::stage);
        line(
                0,
                "after the last step: gradients of the weights, "
                        + plan.weightProducts() + (plan.weightProducts() == 1 ? " product" : " products")
                        + " over all steps");
        return text.toString();
    }

    private void stage(PlanOutline.Stage stage) {
        stage.reductions().forEach(r -> line(1, "row by row: " + r));
        if (!stage.products().isEmpty()) {
            line(1, "products: " + String.join(", ", stage.products()));
        }
        for (PlanOutline.Loop loop : stage.loops()) {
            line(1, "fused loop " + loop.name() + ":");
            loop.lines().forEach(l -> line(2, l));
        }
    }

    private void line(int depth, String line) {
        IntStream.range(0, depth).forEach(i -> text.append("  "));
        text.append(line).append('\n');
    }
}
