package dev.unroll.recurrence;

import dev.unroll.recurrence.Node.Kind;
import java.util.Arrays;

/**
 * The stage in which each value of a time step is computed. A product or a reduction of a value computed in stage s can run
 * in stage s + 1 at the earliest, because it needs all columns of its operand. Everything is put as late as its users allow, so
 * that few values live from one stage to another.
 */
final class Schedule {
    private final int[] stage;
    private final int stages;

    Schedule(Graph graph) {
        int n = graph.forwardSize();
        int[] earliest = new int[n];
        int last = 0;
        for (int id = 0; id < n; id++) {
            Node node = graph.node(id);
            for (Node a : node.arguments) {
                boolean waits = waits(node, a);
                earliest[id] = Math.max(earliest[id], earliest[a.id] + (waits ? 1 : 0));
            }
            last = Math.max(last, earliest[id]);
        }
        stages = last + 1;
        stage = new int[n];
        Arrays.fill(stage, last);
        for (int id = n - 1; id >= 0; id--) {
            Node node = graph.node(id);
            for (Node a : node.arguments) {
                boolean waits = waits(node, a);
                stage[a.id] = Math.min(stage[a.id], stage[id] - (waits ? 1 : 0));
            }
        }
    }

    /** A reduction waits even for a state of the step before, so that its gradient's mean can wait for a stage of this step. */
    private static boolean waits(Node node, Node argument) {
        boolean computed = argument.kind != Kind.PREVIOUS && argument.kind != Kind.INPUT;
        return node.kind == Kind.REDUCTION || (node.kind == Kind.GROUP && computed);
    }

    int stages() {
        return stages;
    }

    int stage(Node n) {
        return stage[n.id];
    }

    /** The stage that writes the value where it is wanted; leaves that are handed on unchanged go with the last one. */
    int finishedIn(Node n) {
        return n.kind == Kind.PREVIOUS ? stages - 1 : stage[n.id];
    }
}
