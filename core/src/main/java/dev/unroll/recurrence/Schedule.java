package dev.unroll.recurrence;

import dev.unroll.recurrence.Node.Kind;
import java.util.Arrays;

/**
 * The stage in which each value of a time step is computed. A product of a value computed in stage s can run in stage
 * s + 1 at the earliest, because it needs all columns of its operand. Everything is put as late as its users allow, so
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
                boolean waits = node.kind == Kind.GROUP && isComputed(a);
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
                boolean waits = node.kind == Kind.GROUP && isComputed(a);
                stage[a.id] = Math.min(stage[a.id], stage[id] - (waits ? 1 : 0));
            }
        }
    }

    private static boolean isComputed(Node operand) {
        return operand.kind != Kind.PREVIOUS && operand.kind != Kind.INPUT;
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
