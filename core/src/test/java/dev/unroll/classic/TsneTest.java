package dev.unroll.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.SharedData;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class TsneTest {
    private static double[][] clusters(int n, int d, int count, long seed) {
        Random random = new Random(seed);
        double[][] points = new double[n][d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                points[i][k] = random.nextGaussian() + (k == i % count ? 12 : 0);
            }
        }
        return points;
    }

    /** The gradient of van der Maaten and Hinton (2008), equation 5, with the same affinities, from all pairs. */
    private static double[] exact(Tsne tsne, double[][] affinities) {
        double[] y = tsne.places();
        int n = y.length / 2;
        double[][] q = new double[n][n];
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double dx = y[2 * i] - y[2 * j];
                double dy = y[2 * i + 1] - y[2 * j + 1];
                q[i][j] = i == j ? 0 : 1 / (1 + dx * dx + dy * dy);
                sum += q[i][j];
            }
        }
        double[] gradient = new double[2 * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double strength = 4 * (affinities[i][j] - q[i][j] / sum) * q[i][j];
                gradient[2 * i] += strength * (y[2 * i] - y[2 * j]);
                gradient[2 * i + 1] += strength * (y[2 * i + 1] - y[2 * j + 1]);
            }
        }
        return gradient;
    }

    @Test
    void withoutApproximationTheGradientIsThePapers() {
        Tsne tsne = new Tsne(clusters(60, 6, 3, 1), 10, 0, 1);
        for (int i = 0; i < 300; i++) {
            tsne.step();
        }
        double[] gradient = tsne.gradient(1);
        double[] exact = exact(tsne, tsne.affinities());
        double largest = 0;
        for (double g : exact) {
            largest = Math.max(largest, Math.abs(g));
        }
        for (int i = 0; i < exact.length; i++) {
            assertThat(gradient[i]).isCloseTo(exact[i], within(1e-9 * (1 + largest)));
        }
    }

    @Test
    void farGroupsTakenTogetherPushAlmostAlike() {
        Tsne precise = new Tsne(clusters(400, 8, 4, 2), 20, 0, 1);
        Tsne quick = new Tsne(clusters(400, 8, 4, 2), 20, 0.5, 1);
        for (int i = 0; i < 260; i++) {
            precise.step();
        }
        System.arraycopy(precise.places(), 0, quick.places(), 0, precise.places().length);
        double[] a = precise.gradient(12);
        double[] b = quick.gradient(12);
        double difference = 0;
        double length = 0;
        for (int i = 0; i < a.length; i++) {
            difference += (a[i] - b[i]) * (a[i] - b[i]);
            length += a[i] * a[i];
        }
        assertThat(Math.sqrt(difference / length)).isBetween(1e-9, 0.05);
    }

    @Test
    void affinitiesHaveThePerplexityAskedFor() {
        double[][] p = new Tsne(clusters(100, 5, 1, 3), 15, 0.5, 1).affinities();
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            for (int j = 0; j < p.length; j++) {
                assertThat(p[i][j]).isEqualTo(p[j][i]);
                sum += p[i][j];
            }
        }
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @Test
    void clustersStayTogetherAndTheDivergenceFalls() {
        double[][] points = clusters(300, 10, 5, 4);
        Tsne tsne = new Tsne(points, 30, 0.5, 1);
        for (int i = 0; i < 300; i++) {
            tsne.step();
        }
        double before = tsne.divergence();
        while (tsne.steps() < 600) {
            tsne.step();
        }
        assertThat(tsne.divergence()).isLessThan(before).isPositive();
        int[] labels = new int[300];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 5;
        }
        assertThat(nearestNeighbourError(pairs(tsne.places()), labels)).isZero();
    }

    private static double[][] pairs(double[] y) {
        double[][] pairs = new double[y.length / 2][];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = new double[] {y[2 * i], y[2 * i + 1]};
        }
        return pairs;
    }

    /** Error of the nearest neighbour's label, by which the papers compare layouts. */
    private static double nearestNeighbourError(double[][] points, int[] labels) {
        int wrong = 0;
        for (int i = 0; i < labels.length; i++) {
            int nearest = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < labels.length; j++) {
                double distance = 0;
                for (int k = 0; k < points[i].length; k++) {
                    double difference = points[i][k] - points[j][k];
                    distance += difference * difference;
                }
                if (i != j && distance < least) {
                    least = distance;
                    nearest = j;
                }
            }
            wrong += labels[nearest] == labels[i] ? 0 : 1;
        }
        return wrong / (double) labels.length;
    }

    @Test
    void equalPointsAreNoTrouble() {
        Tsne tsne = new Tsne(new double[20][3], 5, 0.5, 1);
        for (int i = 0; i < 50; i++) {
            tsne.step();
        }
        assertThat(tsne.places()).doesNotContain(Double.NaN);
    }

    @Test
    void refusesWhatItCannotLayOut() {
        assertThatThrownBy(() -> new Tsne(new double[3][2], 5, 0.5, 1)).hasMessageContaining("at least 4 points");
    }

    @Test
    void theSameSeedGivesTheSamePlaces() {
        Tsne a = new Tsne(clusters(50, 4, 2, 5), 10, 0.5, 7);
        Tsne b = new Tsne(clusters(50, 4, 2, 5), 10, 0.5, 7);
        for (int i = 0; i < 20; i++) {
            a.step();
            b.step();
        }
        assertThat(a.places()).isEqualTo(b.places());
    }

    @Test
    void digitsFindTheirLike() throws IOException {
        int n = 800;
        Path images = SharedData.require("mnist/t10k-images-idx3-ubyte.gz");
        Path answers = SharedData.require("mnist/t10k-labels-idx1-ubyte.gz");
        double[][] points = new double[n][784];
        int[] labels = new int[n];
        try (DataInputStream in = new DataInputStream(new GZIPInputStream(Files.newInputStream(images)));
                DataInputStream of = new DataInputStream(new GZIPInputStream(Files.newInputStream(answers)))) {
            in.skipNBytes(16);
            of.skipNBytes(8);
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < 784; k++) {
                    points[i][k] = in.readUnsignedByte() / 255.0;
                }
                labels[i] = of.readUnsignedByte();
            }
        }
        Tsne tsne = new Tsne(points, 30, 0.5, 1);
        for (int i = 0; i < 500; i++) {
            tsne.step();
        }
        double inPixels = nearestNeighbourError(points, labels);
        assertThat(inPixels).isBetween(0.1, 0.2);
        assertThat(nearestNeighbourError(pairs(tsne.places()), labels)).isCloseTo(inPixels, within(0.04));
    }
}
