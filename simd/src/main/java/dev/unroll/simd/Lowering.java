package dev.unroll.simd;

import dev.unroll.kernel.Dataflow;
import dev.unroll.kernel.Program;
import java.util.ArrayList;
import java.util.List;

/** A program as vector steps, with how often each has to be computed. */
final class Lowering {
    /** From seldom to often: a step is computed as often as its most frequent operand. */
    enum Changes {
        PER_CALL,
        PER_COLUMN,
        PER_ELEMENT
    }

    final List<Steps.Step> steps;
    final List<Changes> changes = new ArrayList<>();
    /** The step of each output. */
    final List<Integer> results;

    Lowering(Program program) {
        Dataflow flow = Dataflow.of(program);
        Steps building = new Steps();
        Functions functions = new Functions(building);
        List<Integer> placed = new ArrayList<>();
        for (Dataflow.Node node : flow.nodes()) {
            placed.add(
                    switch (node) {
                        case Dataflow.Constant c -> building.constant(c.value());
                        case Dataflow.Read r -> building.read(r.input());
                        case Dataflow.Neg(int a) -> building.op(Op.NEG, placed.get(a));
                        case Dataflow.Add(int a, int b) -> building.op(Op.ADD, placed.get(a), placed.get(b));
                        case Dataflow.Sub(int a, int b) -> building.op(Op.SUB, placed.get(a), placed.get(b));
                        case Dataflow.Mul(int a, int b) -> building.op(Op.MUL, placed.get(a), placed.get(b));
                        case Dataflow.Div(int a, int b) -> building.op(Op.DIV, placed.get(a), placed.get(b));
                        case Dataflow.Fma(int a, int b, int c) ->
                            building.op(Op.FMA, placed.get(a), placed.get(b), placed.get(c));
                        case Dataflow.Apply(var function, int a, int b) ->
                            functions.apply(function, placed.get(a), placed.get(b));
                    });
        }
        steps = building.all();
        results = flow.results().stream().map(placed::get).toList();
        for (Steps.Step step : steps) {
            changes.add(changes(program, step));
        }
    }

    private Changes changes(Program program, Steps.Step step) {
        return switch (step) {
            case Steps.Constant c -> Changes.PER_CALL;
            case Steps.Read read ->
                switch (program.inputs().get(read.input()).kind()) {
                    case SCALAR -> Changes.PER_CALL;
                    case ROW -> Changes.PER_COLUMN;
                    case BLOCK, COLUMN -> Changes.PER_ELEMENT;
                };
            case Steps.Apply apply ->
                apply.operands().stream().map(changes::get).reduce(Changes.PER_CALL, Lowering::oftener);
        };
    }

    private static Changes oftener(Changes a, Changes b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    /** Vector operations, loads and stores for every vector of elements. */
    int work() {
        return results.size()
                + (int) changes.stream().filter(c -> c == Changes.PER_ELEMENT).count();
    }
}
