package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import dev.unroll.tasks.tune.Range;
import dev.unroll.tasks.tune.Space;
import dev.unroll.tasks.tune.Trial;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Draws trials as lines across one axis for each setting, the last for the loss; the best are dark, the worst pale. */
final class ParallelCoordinates {
    private static final int SPACING = 170;
    private static final int MARGIN = 90;
    private static final int TOP = 60;
    private static final int LENGTH = 320;
    private static final int HEIGHT = TOP + LENGTH + 50;

    private ParallelCoordinates() {}

    /** @param trials best first */
    static void write(Path file, Space space, List<Trial> trials) {
        System.setProperty("java.awt.headless", "true");
        List<Trial> drawn =
                trials.stream().filter(t -> !Double.isNaN(t.loss())).toList().reversed();
        int axes = space.ranges().size() + 1;
        BufferedImage image = new BufferedImage(2 * MARGIN + (axes - 1) * SPACING, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), HEIGHT);
        double lowest = drawn.stream().mapToDouble(Trial::loss).min().orElse(0);
        double highest = drawn.stream().mapToDouble(Trial::loss).max().orElse(1);
        List<Range> ranges = new ArrayList<>(space.ranges().values());
        for (int k = 0; k < drawn.size(); k++) {
            Trial trial = drawn.get(k);
            List<Object> values = space.values(trial.settings());
            Path2D line = new Path2D.Double();
            line.moveTo(x(0), y(ranges.getFirst().place(values.getFirst())));
            for (int i = 1; i < ranges.size(); i++) {
                line.lineTo(x(i), y(ranges.get(i).place(values.get(i))));
            }
            line.lineTo(x(axes - 1), y(highest > lowest ? (trial.loss() - lowest) / (highest - lowest) : 0.5));
            float goodness = drawn.size() == 1 ? 1 : (float) k / (drawn.size() - 1);
            g.setColor(Color.getHSBColor(0.6f, 0.1f + 0.9f * goodness, 0.95f - 0.35f * goodness));
            g.setStroke(new BasicStroke(k == drawn.size() - 1 ? 3 : 1.3f));
            g.draw(line);
        }
        List<String> names = new ArrayList<>(space.ranges().keySet());
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            axis(
                    g,
                    i,
                    names.get(i),
                    range.at(0).toString(),
                    range.at(Math.nextDown(1.0)).toString());
        }
        axis(g, axes - 1, "loss", four(lowest), four(highest));
        g.dispose();
        AtomicFiles.write(file, out -> ImageIO.write(image, "png", out));
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static int x(int axis) {
        return MARGIN + axis * SPACING;
    }

    private static double y(double place) {
        return TOP + LENGTH * (1 - place);
    }

    private static void axis(Graphics2D g, int i, String name, String low, String high) {
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(1));
        g.drawLine(x(i), TOP, x(i), TOP + LENGTH);
        centred(g, name, i, TOP - 32);
        centred(g, high, i, TOP - 10);
        centred(g, low, i, TOP + LENGTH + 20);
    }

    private static void centred(Graphics2D g, String text, int i, int y) {
        g.drawString(text, x(i) - g.getFontMetrics().stringWidth(text) / 2, y);
    }
}
