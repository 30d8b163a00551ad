package dev.unroll.recurrence;

import dev.unroll.expr.Reducer;
import dev.unroll.recurrence.Node.Kind;
import dev.unroll.recurrence.Plan.BackwardProduct;
import dev.unroll.recurrence.Plan.Reduction;
import dev.unroll.recurrence.PullBack.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reverse-mode differentiation of one time step, symbolically. The forward stages are undone last to first; a phase's
 * products bring the gradients of operands, its values go to the groups' columns (gradients of pre-activations), to the
 * step before (carries), to an earlier stage (partials) and to vector parameters.
 */
final class Adjoint {
    /**
     * @param numbers means of gradients and what is made of them, with the slots they go to
     * @param outputs gradients with the slots they go to
     */
    record Phase(
            List<BackwardProduct> products,
            List<Reduction> reductions,
            List<Draft.Output> numbers,
            List<Draft.Output> outputs) {}

    /** The gradient of a number: the mean of what lies in a slot, or its opposite. */
    private record Mean(Slot of, boolean negated) {}

    private final Cell cell;
    private final Graph graph;
    private final Nodes nodes;
    private final PullBack pullBack;
    private final Schedule schedule;
    private final List<Node> operands;
    private final WeightLayout layout;
    private final List<Phase> phases = new ArrayList<>();
    private final Map<Node, Integer> partials = new HashMap<>();
    private final List<Integer> vectorGradients = new ArrayList<>();
    private final List<String> carriesWritten = new ArrayList<>();
    private final Set<Integer> groupsReached = new HashSet<>();
    /** The numbers that elements depend on. */
    private final Map<Node, Mean> means = new HashMap<>();
    /** What the numbers made of a number give to it. */
    private final Map<Node, Node> ofNumbers = new HashMap<>();
    /** The gradients of reductions, when they are known. */
    private final Map<Node, Node> ofReductions = new LinkedHashMap<>();

    private int gradientMeans;

    Adjoint(Cell cell, Graph graph, Schedule schedule, List<Node> operands, WeightLayout layout) {
        this.cell = cell;
        this.graph = graph;
        nodes = graph.nodes();
        pullBack = new PullBack(nodes);
        this.schedule = schedule;
        this.operands = operands;
        this.layout = layout;
        for (int s = schedule.stages() - 1; s >= 0; s--) {
            phases.add(new PhaseBuilder(s).build());
        }
    }

    List<Phase> phases() {
        return phases;
    }

    int partials() {
        return partials.size();
    }

    int gradientMeans() {
        return gradientMeans;
    }

    /** The vector that each gradient column belongs to; a vector has one for each stage it is read in. */
    List<Integer> vectorGradients() {
        return vectorGradients;
    }

    /** Whether a state's gradient reaches the previous step other than through a product. */
    boolean carried(String state) {
        Node previous = graph.previous(state);
        if (graph.next().containsValue(previous) || graph.outputs().contains(previous)) {
            return true;
        }
        if (operands.indexOf(previous) < 0) {
            return true; // read by nothing at all: the carry still takes the gradient of its final value
        }
        for (int id = 0; id < graph.forwardSize(); id++) {
            Node n = graph.node(id);
            if (n.kind != Kind.GROUP && n.arguments.contains(previous)) {
                return true;
            }
        }
        return false;
    }

    private final class PhaseBuilder {
        private final int stage;
        private final List<BackwardProduct> products = new ArrayList<>();
        private final List<Reduction> reductions = new ArrayList<>();
        private final List<Draft.Output> numbers = new ArrayList<>();
        private final Map<Node, Node> toNumbers = new LinkedHashMap<>();
        private final List<Draft.Output> outputs = new ArrayList<>();
        private final Map<Node, Node> gradients = new HashMap<>();
        private final Map<Node, Node> later = new LinkedHashMap<>();
        private final Map<String, Node> carries = new LinkedHashMap<>();
        private final Map<String, Node> vectors = new LinkedHashMap<>();

        PhaseBuilder(int stage) {
            this.stage = stage;
        }

        Phase build() {
            seed();
            for (int id = graph.forwardSize() - 1; id >= 0; id--) {
                Node n = graph.node(id);
                Node gradient = gradients.remove(n);
                if (gradient == null) {
                    continue;
                }
                if (n.isNumber()) {
                    toNumbers.put(n, gradient);
                } else if (n.kind == Kind.GROUP) {
                    writeGroup((Integer) n.label, gradient);
                } else {
                    pullBack.of(n, gradient).forEach(this::deliver);
                }
            }
            zeroUnreachedGroups();
            writeCarries();
            writePartials();
            toNumbers.forEach(this::writeToNumber);
            writeVectors();
            return new Phase(products, reductions, numbers, outputs);
        }

        private void writeGroup(int group, Node gradient) {
            Slot column = new Slot(Slot.Kind.GROUP, layout.column(group));
            groupsReached.add(group);
            outputs.add(new Draft.Output(gradient, List.of(column)));
        }

        /** A group that nothing depends on still lies under the products with the weights. */
        private void zeroUnreachedGroups() {
            for (int g = 0; g < graph.groups().size(); g++) {
                if (schedule.stage(graph.groupNode(g)) == stage && !groupsReached.contains(g)) {
                    writeGroup(g, nodes.constant(0));
                }
            }
        }

        /** A phase to come takes the mean of it, perhaps where it is written for another reason. */
        private void writeToNumber(Node n, Node gradient) {
            boolean negated = gradient.kind == Kind.NEG;
            Node elements = negated ? gradient.argument(0) : gradient;
            Slot slot = outputs.stream()
                    .filter(o -> o.value() == elements)
                    .flatMap(o -> o.slots().stream())
                    .filter(s -> s.kind() == Slot.Kind.PARTIAL)
                    .findFirst()
                    .orElseGet(() -> partial(n));
            boolean written = elements == nodes.incoming(slot)
                    || outputs.stream().anyMatch(o -> o.slots().contains(slot));
            if (!written) {
                outputs.add(new Draft.Output(elements, List.of(slot)));
            }
            means.put(n, new Mean(slot, negated));
        }

        private Slot partial(Node n) {
            return new Slot(Slot.Kind.PARTIAL, partials.computeIfAbsent(n, k -> partials.size()));
        }

        /** Gradients that come from above, from the next step, and from products of this step's later stages. */
        private void seed() {
            cell.states().forEach(this::seedState);
            for (int o = 0; o < graph.outputs().size(); o++) {
                Node output = graph.outputs().get(o);
                if (schedule.finishedIn(output) == stage) {
                    deliver(output, nodes.incoming(new Slot(Slot.Kind.OUTPUT_GRADIENT, o)));
                }
            }
            for (int o = 0; o < operands.size(); o++) {
                Node operand = operands.get(o);
                if (operand.kind != Kind.PREVIOUS && schedule.stage(operand) == stage) {
                    deliver(operand, product(new BackwardProduct(o, false)));
                }
            }
            partials.forEach((node, index) -> {
                if (schedule.stage(node) == stage) {
                    deliver(node, nodes.incoming(new Slot(Slot.Kind.PARTIAL, index)));
                }
            });
            seedNumbers();
        }

        /** The numbers of the stage that was undone before: their gradients are whole, and go down to the reductions. */
        private void seedNumbers() {
            for (int id = graph.forwardSize() - 1; id >= 0; id--) {
                Node n = graph.node(id);
                if (n.isNumber() && schedule.stage(n) == stage + 1) {
                    seedNumber(n);
                }
            }
            ofReductions.forEach((reduction, gradient) -> {
                Node of = reduction.argument(0);
                int before = schedule.stage(reduction) - 1;
                if (stage == (of.isGiven() ? before : schedule.stage(of))) {
                    pullBack.of(reduction, gradient).forEach(this::deliver);
                }
            });
        }

        private void seedNumber(Node n) {
            Node gradient = ofNumbers.getOrDefault(n, nodes.constant(0));
            Mean mean = means.get(n);
            if (mean != null) {
                Slot slot = gradientMean();
                reductions.add(new Reduction(Reducer.MEAN, mean.of(), slot));
                Node own = nodes.incoming(slot);
                gradient = nodes.add(gradient, mean.negated() ? nodes.neg(own) : own);
            }
            if (gradient.kind == Kind.CONSTANT) {
                return;
            }
            if (n.kind != Kind.REDUCTION) {
                pullBack.of(n, gradient).forEach(share -> ofNumbers.merge(share.to(), share.gradient(), nodes::add));
            } else if (gradient.kind == Kind.INCOMING) {
                ofReductions.put(n, gradient);
            } else {
                Slot slot = gradientMean();
                numbers.add(new Draft.Output(gradient, List.of(slot)));
                ofReductions.put(n, nodes.incoming(slot));
            }
        }

        private Slot gradientMean() {
            return new Slot(Slot.Kind.GRADIENT_MEAN, gradientMeans++);
        }

        private void seedState(String state) {
            Node next = next(state);
            if (schedule.finishedIn(next) != stage) {
                return;
            }
            int index = cell.states().indexOf(state);
            int operand = operands.indexOf(graph.previous(state));
            if (operand >= 0) {
                deliver(next, product(new BackwardProduct(operand, true)));
            }
            if (carried(state)) {
                deliver(next, nodes.incoming(new Slot(Slot.Kind.CARRY, index)));
            }
        }

        private Node next(String state) {
            Node next = graph.next().get(state);
            if (next == null) {
                throw new IllegalStateException("state " + state + " has no equation");
            }
            return next;
        }

        private Node product(BackwardProduct product) {
            products.add(product);
            return nodes.incoming(new Slot(Slot.Kind.PRODUCT, products.size() - 1));
        }

        private void deliver(Share share) {
            deliver(share.to(), share.gradient());
        }

        private void deliver(Node to, Node gradient) {
            switch (to.kind) {
                case CONSTANT, INPUT, MASK -> {}
                case PREVIOUS -> carries.merge((String) to.label, gradient, nodes::add);
                case VECTOR -> vectors.merge((String) to.label, gradient, nodes::add);
                default -> (schedule.stage(to) == stage ? gradients : later).merge(to, gradient, nodes::add);
            }
        }

        /** A carried state's gradient is written by the first phase that has a share, and added to by the others. */
        private void writeCarries() {
            if (stage == 0) {
                for (String state : cell.states()) {
                    if (carried(state) && !carriesWritten.contains(state)) {
                        carries.putIfAbsent(state, nodes.constant(0));
                    }
                }
            }
            carries.forEach((state, gradient) -> {
                Slot slot = new Slot(Slot.Kind.CARRY_OUT, cell.states().indexOf(state));
                Node sum = carriesWritten.contains(state) ? nodes.add(nodes.incoming(slot), gradient) : gradient;
                carriesWritten.add(state);
                outputs.add(new Draft.Output(sum, List.of(slot)));
            });
        }

        private void writePartials() {
            later.forEach((node, gradient) -> {
                boolean started = partials.containsKey(node);
                Slot slot = partial(node);
                outputs.add(new Draft.Output(
                        started ? nodes.add(nodes.incoming(slot), gradient) : gradient, List.of(slot)));
            });
        }

        private void writeVectors() {
            vectors.forEach((name, gradient) -> {
                Slot sum = new Slot(Slot.Kind.VECTOR_GRADIENT, vectorGradients.size());
                vectorGradients.add(graph.vectors().indexOf(name));
                outputs.add(new Draft.Output(nodes.add(nodes.incoming(sum), gradient), List.of(sum)));
            });
        }
    }
}
