package dev.unroll.recurrence;

import dev.unroll.recurrence.Graph.Group;
import dev.unroll.recurrence.Node.Kind;
import dev.unroll.recurrence.Plan.BackwardStage;
import dev.unroll.recurrence.Plan.ForwardProduct;
import dev.unroll.recurrence.Plan.ForwardStage;
import dev.unroll.recurrence.Plan.Matrix;
import dev.unroll.recurrence.Plan.Reduction;
import dev.unroll.recurrence.Plan.Shared;
import dev.unroll.recurrence.Plan.State;
import dev.unroll.recurrence.Plan.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Turns the equations of a cell into a {@link Plan}: schedule, adjoint, what to keep and where, fused programs. */
final class PlanCompiler {
    private final Cell cell;
    private final StateNoise noise;
    private final Graph graph;
    private final Schedule schedule;
    private final List<Node> operands;
    private final WeightLayout layout;
    /** Reductions and what is made of them. */
    private final List<Node> numbers;

    /** Functions of parameters alone, of the adjoint too. */
    private final List<Node> costlyVectors;

    private final Adjoint adjoint;
    private final Set<Node> kept = new LinkedHashSet<>();
    private final Map<Node, Slot> locations = new HashMap<>();
    private final Map<String, Matrix> matrices = new LinkedHashMap<>();
    private int spares;

    PlanCompiler(Cell cell, StateNoise noise) {
        this.cell = cell;
        this.noise = noise;
        graph = new Graph(cell, noise);
        schedule = new Schedule(graph);
        operands = List.copyOf(graph.operands());
        layout = WeightLayout.of(graph, operands);
        findMatrices();
        numbers = graph.nodes().all().stream().filter(Node::isNumber).toList();
        adjoint = new Adjoint(cell, graph, schedule, operands, layout);
        costlyVectors =
                graph.nodes().all().stream().filter(Node::isCostlyVector).toList();
    }

    Plan compile() {
        fixLocations();
        reductions()
                .map(n -> n.argument(0))
                .filter(n -> !locations.containsKey(n))
                .forEach(kept::add);
        for (Adjoint.Phase phase : adjoint.phases()) {
            phase.numbers().forEach(o -> keepForBackward(o.value()));
            phase.outputs().forEach(o -> keepForBackward(o.value()));
        }
        keepAcrossStages();
        Set<Node> inMemory = new HashSet<>(locations.keySet());
        inMemory.addAll(kept);
        List<List<Draft>> forward = new ArrayList<>();
        List<List<Draft>> backward = new ArrayList<>();
        for (int s = 0; s < schedule.stages(); s++) {
            forward.add(Draft.forward(forwardOutputs(s), inMemory));
        }
        for (Adjoint.Phase phase : adjoint.phases()) {
            backward.add(Draft.backward(phase.outputs(), inMemory, this::spare));
        }
        int values = new SlotAssignment(layout, forward, backward).assign(kept, locations);
        return new Plan(
                cell,
                noise,
                graph.dropped(),
                states(),
                graph.outputs().size(),
                operands.stream().map(this::operandName).toList(),
                graph.groups().size(),
                layout.order().stream()
                        .map(g -> graph.groups().get(g).hoisted())
                        .toList(),
                values,
                adjoint.partials() + spares,
                numbers.size(),
                adjoint.gradientMeans(),
                layout.blocks(),
                List.copyOf(matrices.values()),
                shared(),
                graph.vectors(),
                costlyVectors.size(),
                ofVectors(inMemory),
                adjoint.vectorGradients(),
                forwardStages(forward, inMemory),
                backwardStages(backward, inMemory),
                cell.outputEquation().map(y -> Readout.of(y.value(), graph.readout())));
    }

    private String operandName(Node operand) {
        return operand.kind == Kind.PREVIOUS ? (String) operand.label : "v" + operand.id;
    }

    private int operandOfState(String state) {
        for (int o = 0; o < operands.size(); o++) {
            if (operands.get(o).kind == Kind.PREVIOUS && operands.get(o).label.equals(state)) {
                return o;
            }
        }
        return -1;
    }

    private List<State> states() {
        return cell.states().stream()
                .map(s -> new State(s, operandOfState(s), adjoint.carried(s)))
                .toList();
    }

    private void findMatrices() {
        forEachTerm((term, group) -> {
            if (graph.isOwner(term)) {
                int operand = operands.indexOf(term.operand());
                int column = layout.column(group);
                matrices.put(
                        term.matrix(), new Matrix(term.matrix(), layout.blockOf(operand, column), operand, column));
            }
        });
    }

    private List<Shared> shared() {
        List<Shared> shared = new ArrayList<>();
        forEachTerm((term, group) -> {
            if (!graph.isOwner(term)) {
                shared.add(new Shared(operands.indexOf(term.operand()), layout.column(group), matrix(term)));
            }
        });
        return shared;
    }

    private void forEachTerm(ObjIntConsumer<Graph.Term> action) {
        for (int g = 0; g < graph.groups().size(); g++) {
            for (Graph.Term term : graph.groups().get(g).terms()) {
                action.accept(term, g);
            }
        }
    }

    private Matrix matrix(Graph.Term term) {
        return Objects.requireNonNull(matrices.get(term.matrix()));
    }

    /** States and operands have their own memory; everything else that must be kept gets a slot later. */
    private void fixLocations() {
        for (String state : cell.states()) {
            int operand = operandOfState(state);
            int index = cell.states().indexOf(state);
            Slot now = operand >= 0 ? new Slot(Slot.Kind.OPERAND, operand) : new Slot(Slot.Kind.STATE, index);
            Slot next =
                    operand >= 0 ? new Slot(Slot.Kind.OPERAND_NEXT, operand) : new Slot(Slot.Kind.STATE_NEXT, index);
            locations.put(graph.previous(state), now);
            locations.putIfAbsent(graph.next().get(state), next);
        }
        for (int o = 0; o < operands.size(); o++) {
            if (operands.get(o).kind != Kind.PREVIOUS) {
                locations.put(operands.get(o), new Slot(Slot.Kind.OPERAND, o));
            }
        }
        for (String vector : graph.vectors()) {
            locations.put(
                    graph.vector(vector),
                    new Slot(Slot.Kind.VECTOR, graph.vectors().indexOf(vector)));
        }
        for (int v = 0; v < costlyVectors.size(); v++) {
            locations.put(
                    costlyVectors.get(v),
                    new Slot(Slot.Kind.VECTOR, graph.vectors().size() + v));
        }
        for (int r = 0; r < numbers.size(); r++) {
            locations.put(numbers.get(r), new Slot(Slot.Kind.REDUCED, r));
        }
        // A constant that is an operand or a next state is written there, but read from nowhere.
        locations.keySet().removeIf(n -> n.kind == Kind.CONSTANT);
    }

    /** Walks a backward value down to the forward values it reads. */
    private void keepForBackward(Node n) {
        if (graph.isForward(n)) {
            keep(n);
        } else {
            n.arguments.forEach(this::keepForBackward);
        }
    }

    /**
     * Makes sure that a forward value can be had later: functions of it are kept, plain arithmetic is computed again,
     * unless it needs a pre-activation, which is gone by then.
     */
    private void keep(Node n) {
        if (locations.containsKey(n) || n.extent == Node.Extent.CONSTANT || kept.contains(n)) {
            return;
        }
        if (n.kind == Kind.CALL || reachesGroup(n)) {
            kept.add(n);
        } else {
            n.arguments.forEach(this::keep);
        }
    }

    private boolean reachesGroup(Node n) {
        return (n.kind == Kind.GROUP && !kept.contains(n))
                || (!locations.containsKey(n)
                        && n.kind != Kind.CALL
                        && n.arguments.stream().anyMatch(this::reachesGroup));
    }

    private void keepAcrossStages() {
        int before;
        do {
            before = kept.size();
            for (int s = 0; s < schedule.stages(); s++) {
                for (Draft.Output output : forwardOutputs(s)) {
                    keepEarlier(output.value(), s);
                }
            }
        } while (kept.size() > before);
    }

    private void keepEarlier(Node n, int stage) {
        if (n.isGiven()) {
            return;
        }
        if (schedule.stage(n) < stage) {
            keep(n);
        } else if (n.kind != Kind.GROUP) {
            n.arguments.forEach(a -> keepEarlier(a, stage));
        }
    }

    /** What a stage must leave in memory: operands, next states, what the step hands out, and kept values; by dependence. */
    private List<Draft.Output> forwardOutputs(int stage) {
        List<Draft.Output> outputs = new ArrayList<>();
        for (int id = 0; id < graph.forwardSize(); id++) {
            Node n = graph.node(id);
            if (schedule.finishedIn(n) != stage) {
                continue;
            }
            List<Slot> slots = new ArrayList<>();
            int operand = operands.indexOf(n);
            if (operand >= 0 && n.kind != Kind.PREVIOUS) {
                slots.add(new Slot(Slot.Kind.OPERAND, operand));
            }
            for (String state : cell.states()) {
                if (graph.next().get(state) == n) {
                    int o = operandOfState(state);
                    slots.add(
                            o >= 0
                                    ? new Slot(Slot.Kind.OPERAND_NEXT, o)
                                    : new Slot(
                                            Slot.Kind.STATE_NEXT, cell.states().indexOf(state)));
                }
            }
            for (int o = 0; o < graph.outputs().size(); o++) {
                if (graph.outputs().get(o) == n) {
                    slots.add(new Slot(Slot.Kind.OUTPUT, o));
                }
            }
            if (!slots.isEmpty() || kept.contains(n)) {
                outputs.add(new Draft.Output(n, slots));
            }
        }
        return outputs;
    }

    private List<ForwardStage> forwardStages(List<List<Draft>> drafts, Set<Node> inMemory) {
        List<ForwardStage> stages = new ArrayList<>();
        for (int s = 0; s < drafts.size(); s++) {
            List<ForwardProduct> products = new ArrayList<>();
            Map<Integer, Integer> scratch = new HashMap<>();
            for (int g = 0; g < graph.groups().size(); g++) {
                Group group = graph.groups().get(g);
                if (!group.recurrent().isEmpty() && schedule.stage(graph.groupNode(g)) == s) {
                    scratch.put(g, products.size());
                    products.add(new ForwardProduct(
                            layout.column(g),
                            group.recurrent().stream()
                                    .map(t -> new Plan.Term(operands.indexOf(t.operand()), matrix(t)))
                                    .toList()));
                }
            }
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < drafts.get(s).size(); i++) {
                steps.add(emitter(scratch)
                        .emit(
                                cell.name() + "Forward" + s + "x" + i,
                                drafts.get(s).get(i)));
            }
            stages.add(new ForwardStage(products, reductionsOf(s), numbersOf(s, inMemory), steps));
        }
        return stages;
    }

    private Stream<Node> reductions() {
        return numbers.stream().filter(n -> n.kind == Kind.REDUCTION);
    }

    private List<Reduction> reductionsOf(int stage) {
        return reductions()
                .filter(n -> schedule.stage(n) == stage)
                .map(n -> new Reduction(n.reducer(), location(n.argument(0)), location(n)))
                .toList();
    }

    /** A place for a value that one program of a backward stage hands on to others. */
    private Slot spare(Node n) {
        Slot slot = new Slot(Slot.Kind.PARTIAL, adjoint.partials() + spares++);
        locations.put(n, slot);
        return slot;
    }

    private List<Step> ofVectors(Set<Node> inMemory) {
        List<Draft.Output> outputs = costlyVectors.stream()
                .map(n -> new Draft.Output(n, List.of(location(n))))
                .toList();
        return rows("Vectors", Draft.row(outputs, inMemory));
    }

    private List<Step> numbersOf(int stage, Set<Node> inMemory) {
        List<Draft.Output> outputs = numbers.stream()
                .filter(n -> n.kind != Kind.REDUCTION && schedule.stage(n) == stage)
                .map(n -> new Draft.Output(n, List.of(location(n))))
                .toList();
        return rows("ForwardNumbers" + stage, Draft.row(outputs, inMemory));
    }

    private List<Step> rows(String name, List<Draft> drafts) {
        return IntStream.range(0, drafts.size())
                .mapToObj(i -> emitter(Map.of()).emitRow(cell.name() + name + "x" + i, drafts.get(i)))
                .toList();
    }

    private Slot location(Node n) {
        return Objects.requireNonNull(locations.get(n));
    }

    private List<BackwardStage> backwardStages(List<List<Draft>> drafts, Set<Node> inMemory) {
        List<BackwardStage> stages = new ArrayList<>();
        for (int p = 0; p < drafts.size(); p++) {
            Adjoint.Phase phase = adjoint.phases().get(p);
            List<Step> steps = new ArrayList<>();
            for (int i = 0; i < drafts.get(p).size(); i++) {
                steps.add(emitter(Map.of())
                        .emit(
                                cell.name() + "Backward" + p + "x" + i,
                                drafts.get(p).get(i)));
            }
            List<Step> numbers = rows("BackwardNumbers" + p, Draft.row(phase.numbers(), inMemory));
            stages.add(new BackwardStage(phase.products(), phase.reductions(), numbers, steps));
        }
        return stages;
    }

    private Emitter emitter(Map<Integer, Integer> scratch) {
        return new Emitter(graph, layout, locations, scratch);
    }
}
