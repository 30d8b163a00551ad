package dev.unroll.recurrence;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds memory for the values kept for the backward pass. A value goes into the column of the pre-activation it was made
 * from, when nothing reads that column afterwards and the column's gradient does not overwrite the value too early: an
 * LSTM's gates then cost no memory of their own. Otherwise it gets a column.
 */
final class SlotAssignment {
    private final WeightLayout layout;
    private final List<Draft> forward;
    private final List<Draft> backward;

    SlotAssignment(WeightLayout layout, List<List<Draft>> forward, List<List<Draft>> backward) {
        this.layout = layout;
        this.forward = forward.stream().flatMap(List::stream).toList();
        this.backward = backward.stream().flatMap(List::stream).toList();
    }

    /** Adds a location for each value and returns how many columns of their own were needed. */
    int assign(Set<Node> kept, Map<Node, Slot> locations) {
        Set<Integer> taken = new HashSet<>();
        int own = 0;
        for (Node n : kept) {
            int column = freeColumn(n, taken);
            if (column >= 0) {
                taken.add(column);
                locations.put(n, new Slot(Slot.Kind.GROUP, column));
            } else {
                locations.put(n, new Slot(Slot.Kind.VALUE, own++));
            }
        }
        return own;
    }

    private int freeColumn(Node n, Set<Integer> taken) {
        Draft producer = forward.stream()
                .filter(d -> d.outputs().stream().anyMatch(o -> o.value() == n))
                .findFirst()
                .orElseThrow();
        for (Node group : groupsIn(producer)) {
            int column = layout.column((Integer) group.label);
            boolean readOnce = forward.stream()
                            .filter(d -> d.touched().contains(group) && !d.loads(group))
                            .count()
                    == 1;
            if (readOnce && !taken.contains(column) && !readAfterGradient(n, column)) {
                return column;
            }
        }
        return -1;
    }

    private static List<Node> groupsIn(Draft draft) {
        List<Node> groups = new ArrayList<>(draft.touched());
        groups.removeIf(n -> n.kind != Node.Kind.GROUP || draft.loads(n));
        groups.sort((a, b) -> Integer.compare(a.id, b.id));
        return groups;
    }

    private boolean readAfterGradient(Node n, int column) {
        Slot gradient = new Slot(Slot.Kind.GROUP, column);
        boolean overwritten = false;
        for (Draft draft : backward) {
            if (overwritten && draft.loads(n)) {
                return true;
            }
            overwritten |= draft.outputs().stream().anyMatch(o -> o.slots().contains(gradient));
        }
        return false;
    }
}
