package dev.unroll.recurrence;

import dev.unroll.expr.Expr;
import dev.unroll.expr.Function;
import dev.unroll.recurrence.Node.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The values of one time step of a cell as a graph in which equal computations are shared, and the rules of
 * differentiation on it.
 */
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

    private record Key(Kind kind, Object label, List<Node> arguments) {}

    private final Cell cell;
    private final Map<Key, Node> nodes = new HashMap<>();
    private final List<Node> inOrder = new ArrayList<>();
    private final List<Group> groups = new ArrayList<>();
    private final Map<List<Term>, Node> groupNodes = new HashMap<>();
    private final Map<String, Node> values = new HashMap<>();
    /** How often each matrix is written: a product that is written again may stand in another sum. */
    private final Map<String, Integer> uses = new HashMap<>();

    private final Map<String, Node> next = new LinkedHashMap<>();
    private final int forwardSize;

    /** The matrix that projects an input used elementwise to the state's width. */
    static final String PROJECTION = "Px";

    Graph(Cell cell) {
        this.cell = cell;
        for (Cell.Equation equation : cell.equations()) {
            countProducts(equation.value());
        }
        for (Cell.Equation equation : cell.equations()) {
            Node node = convert(equation.value());
            values.put(equation.target(), node);
            if (equation.target().endsWith("'")) {
                next.put(equation.target().substring(0, equation.target().length() - 1), node);
            }
        }
        cell.states().forEach(this::previous);
        cell.vectors().forEach(this::vector);
        forwardSize = inOrder.size();
        refuseSharedMatrices();
    }

    private void refuseSharedMatrices() {
        Map<String, Node> operandOf = new HashMap<>();
        for (Group group : groups) {
            for (Term term : group.terms()) {
                Node other = operandOf.putIfAbsent(term.matrix(), term.operand());
                if (other != null && other != term.operand()) {
                    throw new IllegalArgumentException("cell " + cell.name() + ": the matrix " + term.matrix()
                            + " is applied to two different vectors; give each product a matrix of its own");
                }
            }
        }
    }

    /** The value each state gets, in the order of the equations. */
    Map<String, Node> next() {
        return next;
    }

    List<Group> groups() {
        return groups;
    }

    /** How many nodes the forward pass has; those made later belong to the adjoint. */
    int forwardSize() {
        return forwardSize;
    }

    boolean isForward(Node n) {
        return n.id < forwardSize;
    }

    Node previous(String state) {
        return make(Kind.PREVIOUS, state);
    }

    Node vector(String name) {
        return make(Kind.VECTOR, name);
    }

    Node groupNode(int group) {
        List<Node> operands =
                groups.get(group).terms().stream().map(Term::operand).toList();
        return make(Kind.GROUP, group, operands);
    }

    Node node(int id) {
        return inOrder.get(id);
    }

    /** Operands of recurrent products, in order of first use. */
    Set<Node> operands() {
        Set<Node> operands = new LinkedHashSet<>();
        for (Group group : groups) {
            group.recurrent().forEach(t -> operands.add(t.operand()));
        }
        return operands;
    }

    private void countProducts(Expr e) {
        if (e instanceof Expr.Product p) {
            uses.merge(p.matrix(), 1, Integer::sum);
        }
        e.children().forEach(this::countProducts);
    }

    private Node convert(Expr e) {
        return switch (e) {
            case Expr.Const c -> constant(c.value());
            case Expr.Var v -> variable(v.name());
            case Expr.Neg n -> neg(convert(n.of()));
            case Expr.Add a -> sum(a);
            case Expr.Sub s -> sub(convert(s.left()), convert(s.right()));
            case Expr.Mul m -> mul(convert(m.left()), convert(m.right()));
            case Expr.Div d -> div(convert(d.left()), convert(d.right()));
            case Expr.Call c ->
                call(c.function(), c.arguments().stream().map(this::convert).toList());
            case Expr.Product p -> group(List.of(term(p)));
        };
    }

    private Node variable(String name) {
        if (name.equals("x")) {
            return group(List.of(new Term(PROJECTION, make(Kind.INPUT, "x"))));
        }
        Node value = values.get(name);
        if (value != null) {
            return value;
        }
        return cell.states().contains(name) ? previous(name) : vector(name);
    }

    private Term term(Expr.Product p) {
        Node operand = p.operand().equals(Expr.var("x")) ? make(Kind.INPUT, "x") : convert(p.operand());
        return new Term(p.matrix(), operand);
    }

    /** Products that stand in one sum become one group, unless one is used elsewhere too or shares its operand. */
    private Node sum(Expr.Add add) {
        List<Expr> terms = new ArrayList<>();
        flatten(add, terms);
        List<Term> together = new ArrayList<>();
        List<Node> rest = new ArrayList<>();
        for (Expr e : terms) {
            if (e instanceof Expr.Product p && uses.getOrDefault(p.matrix(), 0) == 1) {
                Term term = term(p);
                if (together.stream().noneMatch(t -> t.operand() == term.operand())) {
                    together.add(term);
                    continue;
                }
            }
            rest.add(convert(e));
        }
        if (!together.isEmpty()) {
            rest.addFirst(group(together));
        }
        return rest.stream().reduce(this::add).orElseThrow();
    }

    private static void flatten(Expr e, List<Expr> terms) {
        if (e instanceof Expr.Add a) {
            flatten(a.left(), terms);
            flatten(a.right(), terms);
        } else {
            terms.add(e);
        }
    }

    private Node group(List<Term> terms) {
        return groupNodes.computeIfAbsent(terms, t -> {
            groups.add(new Group(t));
            List<Node> operands = t.stream().map(Term::operand).toList();
            return make(Kind.GROUP, groups.size() - 1, operands);
        });
    }

    private Node make(Kind kind, Object label, List<Node> arguments) {
        return nodes.computeIfAbsent(new Key(kind, label, arguments), k -> {
            Node node = new Node(inOrder.size(), kind, label, arguments);
            inOrder.add(node);
            return node;
        });
    }

    private Node make(Kind kind, Object label) {
        return make(kind, label, List.of());
    }

    Node incoming(Slot slot) {
        return make(Kind.INCOMING, slot);
    }

    Node constant(double value) {
        return make(Kind.CONSTANT, value);
    }

    private static boolean is(Node n, double value) {
        return n.kind == Kind.CONSTANT && n.constant() == value;
    }

    Node neg(Node a) {
        return a.kind == Kind.NEG ? a.argument(0) : make(Kind.NEG, "", List.of(a));
    }

    Node add(Node a, Node b) {
        if (is(a, 0)) {
            return b;
        }
        if (is(b, 0)) {
            return a;
        }
        if (b.kind == Kind.NEG) {
            return sub(a, b.argument(0));
        }
        return make(Kind.ADD, "", List.of(a, b));
    }

    Node sub(Node a, Node b) {
        return is(b, 0) ? a : make(Kind.SUB, "", List.of(a, b));
    }

    Node mul(Node a, Node b) {
        if (is(a, 1)) {
            return b;
        }
        if (is(b, 1)) {
            return a;
        }
        return make(Kind.MUL, "", List.of(a, b));
    }

    Node div(Node a, Node b) {
        return make(Kind.DIV, "", List.of(a, b));
    }

    Node call(Function f, List<Node> arguments) {
        return make(Kind.CALL, f, arguments);
    }

    private Node call(Function f, Node argument) {
        return call(f, List.of(argument));
    }

    /** A gradient on its way to an argument of a node. */
    record Share(Node to, Node gradient) {}

    /**
     * What the gradient {@code g} of a node gives to its arguments. Where a function's derivative is cheaper in its own
     * value y than in its argument (tanh: 1 − y²), it is written in y, so that the argument need not be kept.
     */
    List<Share> pullBack(Node n, Node g) {
        return switch (n.kind) {
            case NEG -> List.of(new Share(n.argument(0), neg(g)));
            case ADD -> List.of(new Share(n.argument(0), g), new Share(n.argument(1), g));
            case SUB -> List.of(new Share(n.argument(0), g), new Share(n.argument(1), neg(g)));
            case MUL ->
                List.of(
                        new Share(n.argument(0), mul(g, n.argument(1))),
                        new Share(n.argument(1), mul(g, n.argument(0))));
            case DIV ->
                List.of(
                        new Share(n.argument(0), div(g, n.argument(1))),
                        new Share(n.argument(1), neg(div(mul(g, n), n.argument(1)))));
            case CALL -> pullBackCall(n, g);
            default -> List.of();
        };
    }

    private List<Share> pullBackCall(Node y, Node g) {
        Node u = y.argument(0);
        Node one = constant(1);
        return switch (y.function()) {
            case TANH -> List.of(new Share(u, mul(g, sub(one, mul(y, y)))));
            case SIGMOID -> List.of(new Share(u, mul(g, mul(y, sub(one, y)))));
            case EXP -> List.of(new Share(u, mul(g, y)));
            case LOG -> List.of(new Share(u, div(g, u)));
            case SQRT -> List.of(new Share(u, div(mul(g, constant(0.5)), y)));
            case ABS -> List.of(new Share(u, mul(g, call(Function.SIGN, u))));
            case SIGN, STEP -> List.of();
            case RELU -> List.of(new Share(u, mul(g, call(Function.STEP, y))));
            case SOFTPLUS -> List.of(new Share(u, mul(g, sub(one, call(Function.EXP, neg(y))))));
            case SIN -> List.of(new Share(u, mul(g, call(Function.COS, u))));
            case COS -> List.of(new Share(u, neg(mul(g, call(Function.SIN, u)))));
            case MAX -> choose(g, u, y.argument(1), call(Function.STEP, sub(u, y.argument(1))));
            case MIN -> choose(g, u, y.argument(1), call(Function.STEP, sub(y.argument(1), u)));
        };
    }

    /** The whole gradient goes to {@code a} where {@code taken} is 1, else to {@code b}. */
    private List<Share> choose(Node g, Node a, Node b, Node taken) {
        return List.of(new Share(a, mul(g, taken)), new Share(b, mul(g, sub(constant(1), taken))));
    }
}
