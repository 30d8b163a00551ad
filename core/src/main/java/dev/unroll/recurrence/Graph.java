package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.recurrence.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One time step of a cell as the compiler sees it: products that are summed are gathered into groups. */
final class Graph {
    /** A product inside a group: a matrix applied to the input or to another node. */
    record Term(String matrix, Node operand) {}

    /** Products that are only ever summed together; they share one column and one gradient. */
    record Group(List<Term> terms) {
        boolean hoisted() {
            return terms.stream().anyMatch(t -> t.operand().kind == Kind.INPUT);
        }

        List<Term> recurrent() {
            return terms.stream().filter(t -> t.operand().kind != Kind.INPUT).toList();
        }
    }

    private final Nodes nodes = new Nodes();
    private final List<Group> groups = new ArrayList<>();
    private final Map<Node, Node> gathered = new HashMap<>();
    private final Map<String, Node> next = new LinkedHashMap<>();
    private final List<Node> outputs;
    private final Map<Expr.Product, Integer> readout;
    /** The first product of each matrix: there it is stored, others share it. */
    private final Map<String, Term> owners = new HashMap<>();

    private final int forwardSize;

    private final int dropped;

    Graph(Cell cell, StateNoise noise) {
        Translation written = new Translation(cell, noise);
        List<Node> kept = new ArrayList<>(written.next().values());
        kept.addAll(written.outputs());
        Sums sums = new Sums(written.nodes(), kept);
        for (Node n : written.nodes()) {
            if (!sums.isInner(n)) {
                gathered.put(n, gather(n, sums));
            }
        }
        written.next().forEach((state, n) -> next.put(state, gathered(n)));
        outputs = written.outputs().stream().map(this::gathered).toList();
        readout = written.readout();
        dropped = written.dropped();
        forwardSize = nodes.all().size();
    }

    private Node gather(Node n, Sums sums) {
        return switch (n.kind) {
            case PRODUCT -> group(List.of(term(n)));
            case ADD -> sum(sums.terms(n), sums);
            default ->
                nodes.make(
                        n.kind,
                        n.label,
                        n.arguments.stream().map(this::gathered).toList());
        };
    }

    private Node gathered(Node n) {
        Node node = gathered.get(n);
        if (node == null) {
            throw new IllegalStateException("value " + n.id + " was read before it was made");
        }
        return node;
    }

    /** The products of a sum become one group, but of those with the same operand only one: they would lie on one place. */
    private Node sum(List<Node> terms, Sums sums) {
        List<Term> together = new ArrayList<>();
        List<Node> rest = new ArrayList<>();
        for (Node n : terms) {
            if (n.kind != Kind.PRODUCT || !sums.isInner(n)) {
                rest.add(gathered(n));
                continue;
            }
            Term term = term(n);
            if (together.stream().noneMatch(t -> t.operand() == term.operand())) {
                together.add(term);
            } else {
                rest.add(group(List.of(term)));
            }
        }
        if (!together.isEmpty()) {
            rest.addFirst(group(together));
        }
        return rest.stream().reduce(nodes::add).orElseThrow();
    }

    private Term term(Node product) {
        return new Term((String) product.label, gathered(product.argument(0)));
    }

    private Node group(List<Term> terms) {
        groups.add(new Group(terms));
        terms.forEach(t -> owners.putIfAbsent(t.matrix(), t));
        return groupNode(groups.size() - 1);
    }

    Nodes nodes() {
        return nodes;
    }

    /** The value each state gets, in the order of the equations. */
    Map<String, Node> next() {
        return next;
    }

    /** What a step hands out. */
    List<Node> outputs() {
        return outputs;
    }

    /** The products of the equation for y, with the index of what they multiply among {@link #outputs}. */
    Map<Expr.Product, Integer> readout() {
        return readout;
    }

    /** How many values have a mask for dropout. */
    int dropped() {
        return dropped;
    }

    /** The vector parameters that the step reads. */
    List<String> vectors() {
        return nodes.all().stream()
                .filter(n -> n.kind == Kind.VECTOR)
                .map(n -> (String) n.label)
                .toList();
    }

    List<Group> groups() {
        return groups;
    }

    /** Whether this is where the term's matrix is stored, rather than another use of it. */
    boolean isOwner(Term term) {
        return term.equals(owners.get(term.matrix()));
    }

    /** How many nodes the forward pass has; those made later belong to the adjoint. */
    int forwardSize() {
        return forwardSize;
    }

    boolean isForward(Node n) {
        return n.id < forwardSize;
    }

    Node previous(String state) {
        return nodes.leaf(Kind.PREVIOUS, state);
    }

    Node vector(String name) {
        return nodes.leaf(Kind.VECTOR, name);
    }

    Node groupNode(int group) {
        List<Node> operands =
                groups.get(group).terms().stream().map(Term::operand).toList();
        return nodes.make(Kind.GROUP, group, operands);
    }

    Node node(int id) {
        return nodes.all().get(id);
    }

    /** Operands of recurrent products, in order of first use. */
    Set<Node> operands() {
        Set<Node> operands = new LinkedHashSet<>();
        for (Group group : groups) {
            group.recurrent().forEach(t -> operands.add(t.operand()));
        }
        return operands;
    }
}
