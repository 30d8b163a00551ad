package dev.unroll.recurrence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.expr.Expr;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static Plan plan(String equations) {
        return Plan.of(Cell.parse("test", equations));
    }

    private static int programs(Plan plan) {
        return plan.backward().stream().mapToInt(s -> s.steps().size()).sum();
    }

    @Test
    void anLstmKeepsItsGatesInTheColumnsOfTheirPreActivations() {
        assertThat(Plan.of(Cell.library("lstm")).values()).isEqualTo(1); // the tanh of the cell's state
    }

    @Test
    void aNormalisedLstmKeepsNoMoreThanItsActivationsBesideThem() {
        Plan plan = Plan.of(Cell.library("lstm-ln"));
        assertThat(plan.values()).isEqualTo(5);
        assertThat(programs(plan)).isLessThanOrEqualTo(4);
    }

    @Test
    void elementsAreMultipliedByTheReciprocalOfANumberOfTheirRow() {
        Plan plan = plan("z = W x + U h\nh' = tanh((z - mean(z)) / sqrt(var(z) + 1e-5))");
        assertThat(plan.forward())
                .flatExtracting(Plan.ForwardStage::steps)
                .noneMatch(s -> s.program().outputs().stream().anyMatch(o -> divides(o.value())));
        assertThat(plan.forward())
                .flatExtracting(Plan.ForwardStage::numbers)
                .anyMatch(s -> s.program().outputs().stream().anyMatch(o -> divides(o.value())));
    }

    private static boolean divides(Expr e) {
        return e instanceof Expr.Div || e.children().stream().anyMatch(PlanTest::divides);
    }

    @Test
    void aFunctionOfParametersIsComputedOnceForAllSteps() {
        Plan plan = plan("h' = exp(-softplus(wa)) * h + W x");
        assertThat(plan.ofVectors()).isNotEmpty();
        assertThat(plan.forward())
                .flatExtracting(Plan.ForwardStage::steps)
                .allSatisfy(s -> assertThat(s.program().outputs())
                        .noneMatch(o -> o.value().print().contains("exp")));
        assertThat(plan.values()).isZero();
    }

    @Test
    void aCostlyValueOfTheWayBackIsComputedOnce() {
        Plan plan = Plan.of(Cell.library("rwkv"));
        assertThat(plan.backward())
                .flatExtracting(Plan.BackwardStage::steps)
                .satisfiesOnlyOnce(
                        s -> assertThat(s.program().outputs().toString()).contains("EXP"));
    }
}
