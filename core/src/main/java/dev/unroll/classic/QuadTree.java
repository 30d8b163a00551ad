package dev.unroll.classic;

import java.util.Arrays;

/**
 * Points of a plane in squares within squares, so that a far group of them can be taken for one (Barnes and Hut 1986). Built
 * anew for every step, in arrays that are kept.
 */
final class QuadTree {
    /** Deeper than this only points lie that are equal but for rounding; they share a leaf. */
    private static final int DEEPEST = 48;

    private int nodes;
    private double[] centreX = new double[64];
    private double[] centreY = new double[64];
    private double[] half = new double[64];
    /** Sum of the points' places; divided by the count, their centre of mass. */
    private double[] sumX = new double[64];

    private double[] sumY = new double[64];
    private int[] count = new int[64];
    /** First of four children, or 0. */
    private int[] children = new int[64];

    /** @param y [n × 2] */
    void build(double[] y) {
        int n = y.length / 2;
        double minX = Double.POSITIVE_INFINITY;
        double minY = Double.POSITIVE_INFINITY;
        double maxX = Double.NEGATIVE_INFINITY;
        double maxY = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            minX = Math.min(minX, y[2 * i]);
            maxX = Math.max(maxX, y[2 * i]);
            minY = Math.min(minY, y[2 * i + 1]);
            maxY = Math.max(maxY, y[2 * i + 1]);
        }
        nodes = 0;
        double side = Math.max(maxX - minX, maxY - minY) / 2 + 1e-9;
        node((minX + maxX) / 2, (minY + maxY) / 2, side);
        for (int i = 0; i < n; i++) {
            insert(y[2 * i], y[2 * i + 1]);
        }
    }

    private int node(double x, double y, double halfSide) {
        if (nodes == count.length) {
            grow();
        }
        centreX[nodes] = x;
        centreY[nodes] = y;
        half[nodes] = halfSide;
        sumX[nodes] = 0;
        sumY[nodes] = 0;
        count[nodes] = 0;
        children[nodes] = 0;
        return nodes++;
    }

    private void grow() {
        int length = 2 * count.length;
        centreX = Arrays.copyOf(centreX, length);
        centreY = Arrays.copyOf(centreY, length);
        half = Arrays.copyOf(half, length);
        sumX = Arrays.copyOf(sumX, length);
        sumY = Arrays.copyOf(sumY, length);
        count = Arrays.copyOf(count, length);
        children = Arrays.copyOf(children, length);
    }

    private void insert(double x, double y) {
        int at = 0;
        for (int depth = 0; ; depth++) {
            boolean leaf = children[at] == 0;
            boolean empty = count[at] == 0;
            double otherX = sumX[at];
            double otherY = sumY[at];
            int others = count[at];
            sumX[at] += x;
            sumY[at] += y;
            count[at]++;
            boolean same = others > 0 && otherX / others == x && otherY / others == y;
            if (leaf && (empty || same || depth == DEEPEST)) {
                return;
            }
            if (leaf) {
                split(at);
                int child = child(at, otherX / others, otherY / others);
                sumX[child] = otherX;
                sumY[child] = otherY;
                count[child] = others;
            }
            at = child(at, x, y);
        }
    }

    private void split(int at) {
        double quarter = half[at] / 2;
        double x = centreX[at];
        double y = centreY[at];
        int first = node(x - quarter, y - quarter, quarter);
        node(x + quarter, y - quarter, quarter);
        node(x - quarter, y + quarter, quarter);
        node(x + quarter, y + quarter, quarter);
        children[at] = first;
    }

    private int child(int at, double x, double y) {
        return children[at] + (x > centreX[at] ? 1 : 0) + (y > centreY[at] ? 2 : 0);
    }

    /**
     * Adds up how all points push one away, by the kernel q = 1 / (1 + ‖difference‖²).
     *
     * @param theta a square is taken for one point where its side is less than theta times its distance; 0: never
     * @param force gets Σ q² · difference added, [2]
     * @return Σ q, the point itself not counted
     */
    double repulsion(double x, double y, double theta, double[] force) {
        return repulsion(0, x, y, theta * theta, force);
    }

    private double repulsion(int at, double x, double y, double thetaSquared, double[] force) {
        if (count[at] == 0) {
            return 0;
        }
        double dx = x - sumX[at] / count[at];
        double dy = y - sumY[at] / count[at];
        double distance = dx * dx + dy * dy;
        double side = 2 * half[at];
        if (children[at] != 0 && side * side >= thetaSquared * distance) {
            double sum = 0;
            for (int c = 0; c < 4; c++) {
                sum += repulsion(children[at] + c, x, y, thetaSquared, force);
            }
            return sum;
        }
        double q = 1 / (1 + distance);
        // The leaf of the point itself, and of those that lie just there, pushes nowhere.
        int others = children[at] == 0 && distance == 0 ? count[at] - 1 : count[at];
        force[0] += others * q * q * dx;
        force[1] += others * q * q * dy;
        return others * q;
    }
}
