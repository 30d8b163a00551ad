package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import dev.unroll.tasks.translate.Translator;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Draws where a model looked, as Bahdanau, Cho and Bengio (2015) do: the source above, the translation on the left, white where much. */
final class LooksPicture {
    private static final int CELL = 26;
    private static final int MARGIN = 10;
    private static final int MOST = 200;

    private LooksPicture() {}

    static void write(Path file, Translator.Looks looks) {
        System.setProperty("java.awt.headless", "true");
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
        BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        FontMetrics metrics = probe.createGraphics().getFontMetrics(font);
        List<String> source = some(looks.source());
        List<String> target = some(looks.target());
        int left = widest(metrics, target) + 2 * MARGIN;
        int top = widest(metrics, source) + 2 * MARGIN;
        BufferedImage image = new BufferedImage(
                left + source.size() * CELL + MARGIN, top + target.size() * CELL + MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setFont(font);
        for (int i = 0; i < target.size(); i++) {
            for (int j = 0; j < source.size(); j++) {
                int grey = Math.round(255 * Math.clamp(looks.weights()[i][j], 0f, 1f));
                g.setColor(new Color(grey, grey, grey));
                g.fillRect(left + j * CELL, top + i * CELL, CELL, CELL);
            }
        }
        g.setColor(Color.BLACK);
        int middle = (CELL + metrics.getAscent()) / 2 - 1;
        for (int i = 0; i < target.size(); i++) {
            g.drawString(target.get(i), left - MARGIN - metrics.stringWidth(target.get(i)), top + i * CELL + middle);
        }
        for (int j = 0; j < source.size(); j++) {
            g.translate(left + j * CELL + middle, top - MARGIN);
            g.rotate(-Math.PI / 2);
            g.drawString(source.get(j), 0, 0);
            g.rotate(Math.PI / 2);
            g.translate(-(left + j * CELL + middle), -(top - MARGIN));
        }
        g.dispose();
        AtomicFiles.write(file, out -> ImageIO.write(image, "png", out));
    }

    /** More would be a picture that nobody can look at. */
    private static List<String> some(List<String> all) {
        return all.subList(0, Math.min(MOST, all.size()));
    }

    private static int widest(FontMetrics metrics, List<String> texts) {
        return texts.stream().mapToInt(metrics::stringWidth).max().orElse(0);
    }
}
