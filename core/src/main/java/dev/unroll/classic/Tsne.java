package dev.unroll.classic;

import dev.unroll.kernel.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lays points of many dimensions out in a plane so that neighbours stay neighbours: t-distributed stochastic neighbour
 * embedding (van der Maaten and Hinton 2008), with forces from far groups of points taken together (van der Maaten 2014).
 *
 * <pre>{@code
 * Tsne tsne = new Tsne(points, 30, 0.5, 1);
 * for (int i = 0; i < Tsne.ITERATIONS; i++) {
 *     tsne.step();
 * }
 * double[] places = tsne.places(); // x and y of each point in turn
 * }</pre>
 */
public final class Tsne {
    /** Steps that the paper makes. */
    public static final int ITERATIONS = 1000;

    /** Steps at the beginning in which attraction is exaggerated, so that clusters find together. */
    private static final int EARLY = 250;

    private static final double EXAGGERATION = 12;
    private static final double EARLY_MOMENTUM = 0.5;
    private static final double MOMENTUM = 0.8;
    private static final double RATE = 200;
    private static final double LEAST_GAIN = 0.01;

    /** Neighbours that attract, for each unit of perplexity. */
    private static final int NEIGHBOURS = 3;

    private static final int SEARCHES = 64;

    private final int n;
    private final double theta;
    /** By point, its neighbours; and how strongly each pulls. The sum over all is 1. */
    private final int[][] neighbours;

    private final double[][] p;
    private final double[] y;
    private final double[] velocity;
    private final double[] gains;
    private final QuadTree tree = new QuadTree();
    private int steps;
    private double normalizer;

    /**
     * @param points [n][d], at least 4
     * @param perplexity how many neighbours a point has, roughly; lowered where there are too few points
     * @param theta 0.5 in the paper; 0 for exact forces
     * @param seed of the first places
     */
    public Tsne(double[][] points, double perplexity, double theta, long seed) {
        n = points.length;
        if (n < 4 || !(perplexity >= 1) || !(theta >= 0)) {
            throw new IllegalArgumentException(
                    "t-SNE needs at least 4 points, a perplexity of at least 1 and a theta of at" + " least 0, got " + n
                            + ", " + perplexity + " and " + theta);
        }
        this.theta = theta;
        double fitting = Math.min(perplexity, (n - 1) / (double) NEIGHBOURS);
        int k = Math.min(n - 1, (int) Math.ceil(NEIGHBOURS * fitting));
        neighbours = new int[n][];
        p = new double[n][];
        double[][] directed = new double[n][];
        for (int i = 0; i < n; i++) {
            double[] distances = distances(points, i);
            neighbours[i] = nearest(distances, i, k);
            directed[i] = affinities(distances, neighbours[i], Math.log(fitting));
        }
        symmetrise(directed);
        y = new double[2 * n];
        CounterRandom random = CounterRandom.named(seed, "t-SNE");
        for (int i = 0; i < y.length; i++) {
            y[i] = 1e-4 * random.normal(i);
        }
        velocity = new double[2 * n];
        gains = new double[2 * n];
        Arrays.fill(gains, 1);
    }

    private static double[] distances(double[][] points, int i) {
        double[] distances = new double[points.length];
        for (int j = 0; j < points.length; j++) {
            double sum = 0;
            for (int d = 0; d < points[i].length; d++) {
                double difference = points[i][d] - points[j][d];
                sum += difference * difference;
            }
            distances[j] = sum;
        }
        return distances;
    }

    private static int[] nearest(double[] distances, int self, int k) {
        double[] sorted = distances.clone();
        sorted[self] = Double.POSITIVE_INFINITY;
        Arrays.sort(sorted);
        double farthest = sorted[k - 1];
        int[] nearest = new int[k];
        int found = 0;
        // First those that are nearer for sure, then of equally far ones the first.
        for (int j = 0; j < distances.length; j++) {
            if (j != self && distances[j] < farthest) {
                nearest[found++] = j;
            }
        }
        for (int j = 0; j < distances.length && found < k; j++) {
            if (j != self && distances[j] == farthest) {
                nearest[found++] = j;
            }
        }
        return nearest;
    }

    /** p(j | i): a Gaussian around point i, as wide as gives it the entropy asked for. */
    private static double[] affinities(double[] distances, int[] neighbours, double entropy) {
        double nearest = Double.POSITIVE_INFINITY;
        for (int j : neighbours) {
            nearest = Math.min(nearest, distances[j]);
        }
        double[] p = new double[neighbours.length];
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double precision = 1;
        for (int search = 0; search < SEARCHES; search++) {
            double sum = 0;
            double weighted = 0;
            for (int k = 0; k < p.length; k++) {
                double beyond = distances[neighbours[k]] - nearest;
                p[k] = Math.exp(-precision * beyond);
                sum += p[k];
                weighted += beyond * p[k];
            }
            double now = Math.log(sum) + precision * weighted / sum;
            for (int k = 0; k < p.length; k++) {
                p[k] /= sum;
            }
            if (Math.abs(now - entropy) < 1e-7) {
                break;
            }
            if (now > entropy) {
                low = precision;
                precision = Double.isInfinite(high) ? 2 * precision : (precision + high) / 2;
            } else {
                high = precision;
                precision = (precision + low) / 2;
            }
        }
        return p;
    }

    /** p(i, j) = (p(j | i) + p(i | j)) / 2n, each pair at both of its points. */
    private void symmetrise(double[][] directed) {
        List<Map<Integer, Double>> pulls = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            pulls.add(new TreeMap<>());
        }
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < neighbours[i].length; k++) {
                int j = neighbours[i][k];
                double half = directed[i][k] / (2.0 * n);
                pulls.get(i).merge(j, half, Double::sum);
                pulls.get(j).merge(i, half, Double::sum);
            }
        }
        for (int i = 0; i < n; i++) {
            neighbours[i] =
                    pulls.get(i).keySet().stream().mapToInt(Integer::intValue).toArray();
            p[i] = pulls.get(i).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .toArray();
        }
    }

    /** One step of gradient descent. */
    public void step() {
        double exaggeration = steps < EARLY ? EXAGGERATION : 1;
        double momentum = steps < EARLY ? EARLY_MOMENTUM : MOMENTUM;
        double[] gradient = gradient(exaggeration);
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < y.length; i++) {
            boolean turned = Math.signum(gradient[i]) != Math.signum(velocity[i]);
            gains[i] = Math.max(LEAST_GAIN, turned ? gains[i] + 0.2 : gains[i] * 0.8);
            velocity[i] = momentum * velocity[i] - RATE * gains[i] * gradient[i];
            y[i] += velocity[i];
        }
        for (int i = 0; i < n; i++) {
            meanX += y[2 * i] / n;
            meanY += y[2 * i + 1] / n;
        }
        for (int i = 0; i < n; i++) {
            y[2 * i] -= meanX;
            y[2 * i + 1] -= meanY;
        }
        steps++;
    }

    /** Of the Kullback–Leibler divergence by the places, [n × 2]. */
    double[] gradient(double exaggeration) {
        tree.build(y);
        double[] push = new double[2 * n];
        double[] force = new double[2];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            force[0] = 0;
            force[1] = 0;
            sum += tree.repulsion(y[2 * i], y[2 * i + 1], theta, force);
            push[2 * i] = force[0];
            push[2 * i + 1] = force[1];
        }
        normalizer = sum;
        double[] gradient = new double[2 * n];
        for (int i = 0; i < n; i++) {
            double pullX = 0;
            double pullY = 0;
            for (int k = 0; k < neighbours[i].length; k++) {
                int j = neighbours[i][k];
                double dx = y[2 * i] - y[2 * j];
                double dy = y[2 * i + 1] - y[2 * j + 1];
                double strength = exaggeration * p[i][k] / (1 + dx * dx + dy * dy);
                pullX += strength * dx;
                pullY += strength * dy;
            }
            gradient[2 * i] = 4 * (pullX - push[2 * i] / sum);
            gradient[2 * i + 1] = 4 * (pullY - push[2 * i + 1] / sum);
        }
        return gradient;
    }

    /** Steps made so far. */
    public int steps() {
        return steps;
    }

    /** x and y of each point in turn; changed by every step. */
    public double[] places() {
        return y;
    }

    /** The Kullback–Leibler divergence of the places from the points, over the neighbours of each. Call after a step. */
    public double divergence() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < p[i].length; k++) {
                int j = neighbours[i][k];
                double dx = y[2 * i] - y[2 * j];
                double dy = y[2 * i + 1] - y[2 * j + 1];
                double q = 1 / (1 + dx * dx + dy * dy) / normalizer;
                sum += p[i][k] > 0 ? p[i][k] * Math.log(p[i][k] / q) : 0;
            }
        }
        return sum;
    }

    /** p(i, j), whole, for tests. */
    double[][] affinities() {
        double[][] whole = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < p[i].length; k++) {
                whole[i][neighbours[i][k]] = p[i][k];
            }
        }
        return whole;
    }
}
