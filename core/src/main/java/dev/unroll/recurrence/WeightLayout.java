package dev.unroll.recurrence;

import dev.unroll.recurrence.Graph.Group;
import dev.unroll.recurrence.Plan.Weights;
import java.util.ArrayList;
import java.util.List;

/**
 * The order of the groups' columns, and the blocks of weights that result. Columns are ordered so that the groups each
 * operand takes part in are neighbours as far as possible: every run of neighbours is one product.
 *
 * @param order group at each column
 */
record WeightLayout(List<Integer> order, List<Weights> blocks) {
    private static final int MAX_PERMUTED = 6;

    static WeightLayout of(Graph graph, List<Node> operands) {
        List<Group> groups = graph.groups();
        List<List<Integer>> signatures = new ArrayList<>();
        for (Group group : groups) {
            signatures.add(group.terms().stream()
                    .filter(graph::isOwner)
                    .map(t -> operands.indexOf(t.operand()))
                    .sorted()
                    .toList());
        }
        List<List<Integer>> distinct = signatures.stream().distinct().toList();
        List<Weights> best = null;
        List<Integer> bestOrder = List.of();
        for (List<List<Integer>> permutation :
                distinct.size() <= MAX_PERMUTED ? permutations(distinct) : List.of(distinct)) {
            List<Integer> order = new ArrayList<>();
            for (List<Integer> signature : permutation) {
                for (int g = 0; g < groups.size(); g++) {
                    if (signatures.get(g).equals(signature)) {
                        order.add(g);
                    }
                }
            }
            List<Weights> blocks = blocks(order, signatures, operands);
            if (best == null || blocks.size() < best.size()) {
                best = blocks;
                bestOrder = order;
            }
        }
        return new WeightLayout(bestOrder, best == null ? List.of() : best);
    }

    /** Runs of neighbouring columns for each operand; equal runs of operands that lie under each other are one block. */
    private static List<Weights> blocks(List<Integer> order, List<List<Integer>> signatures, List<Node> operands) {
        List<Weights> blocks = new ArrayList<>();
        for (int operand = Plan.INPUT; operand < operands.size(); operand++) {
            int from = 0;
            while (from < order.size()) {
                int to = from;
                while (to < order.size() && signatures.get(order.get(to)).contains(operand)) {
                    to++;
                }
                if (to > from) {
                    append(blocks, operand, from, to - from);
                }
                from = Math.max(to, from + 1);
            }
        }
        return blocks;
    }

    private static void append(List<Weights> blocks, int operand, int first, int count) {
        for (int i = 0; i < blocks.size(); i++) {
            Weights b = blocks.get(i);
            if (b.firstGroup() == first && b.groups() == count && b.rows().getLast() == operand - 1) {
                List<Integer> rows = new ArrayList<>(b.rows());
                rows.add(operand);
                blocks.set(i, new Weights(List.copyOf(rows), first, count));
                return;
            }
        }
        blocks.add(new Weights(List.of(operand), first, count));
    }

    private static <T> List<List<T>> permutations(List<T> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<T>> all = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            List<T> rest = new ArrayList<>(items);
            T first = rest.remove(i);
            for (List<T> tail : permutations(rest)) {
                List<T> whole = new ArrayList<>(List.of(first));
                whole.addAll(tail);
                all.add(whole);
            }
        }
        return all;
    }

    int column(int group) {
        return order.indexOf(group);
    }

    int blockOf(int operand, int column) {
        for (int b = 0; b < blocks.size(); b++) {
            if (blocks.get(b).covers(operand, column)) {
                return b;
            }
        }
        throw new IllegalStateException("no weights for operand " + operand + " and column " + column);
    }
}
