package dev.unroll.app;

import dev.unroll.io.AtomicFiles;
import dev.unroll.tasks.Reading;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Draws a text coloured by one unit: red where it is +1, blue where it is −1, as Karpathy, Johnson and Fei-Fei (2015). */
final class UnitPicture {
    private static final int COLUMNS = 100;
    private static final int MOST_ROWS = 400;
    private static final int MARGIN = 16;
    private static final Color WARM = new Color(0xd9, 0x62, 0x2b);
    private static final Color COLD = new Color(0x2c, 0x6f, 0xbb);

    private UnitPicture() {}

    /** White at 0, full at ±1. */
    static Color colour(float value) {
        Color full = value < 0 ? COLD : WARM;
        float strength = 0.85f * Math.min(1, Math.abs(value));
        return new Color(
                Math.round(255 - strength * (255 - full.getRed())),
                Math.round(255 - strength * (255 - full.getGreen())),
                Math.round(255 - strength * (255 - full.getBlue())));
    }

    static void write(Path file, Reading reading, Reading.Tracking unit) {
        System.setProperty("java.awt.headless", "true");
        float[] values = reading.unit(unit.layer(), unit.unit());
        Font font = new Font(Font.MONOSPACED, Font.PLAIN, 14);
        BufferedImage probe = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        FontMetrics metrics = probe.createGraphics().getFontMetrics(font);
        int width = metrics.charWidth('m');
        int height = metrics.getHeight() + 2;
        int rows = Math.min(MOST_ROWS, rows(reading));
        BufferedImage image =
                new BufferedImage(COLUMNS * width + 2 * MARGIN, rows * height + 2 * MARGIN, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, image.getWidth(), image.getHeight());
        g.setFont(font);
        int row = 0;
        int column = 0;
        for (int t = 0; t < values.length && row < rows; t++) {
            int[] symbol = reading.symbol(t).codePoints().toArray();
            for (int i = 0; i < symbol.length && row < rows; i++) {
                String c = Character.toString(symbol[i]);
                int x = MARGIN + column * width;
                int y = MARGIN + row * height;
                g.setColor(colour(values[t]));
                g.fillRect(x, y, width, height);
                g.setColor(Color.BLACK);
                if (!c.isBlank()) {
                    g.drawString(c, x, y + metrics.getAscent() + 1);
                }
                column++;
                if (symbol[i] == '\n' || column == COLUMNS) {
                    column = 0;
                    row++;
                }
            }
        }
        g.dispose();
        AtomicFiles.write(file, out -> ImageIO.write(image, "png", out));
    }

    private static int rows(Reading reading) {
        int rows = 1;
        int column = 0;
        for (int t = 0; t < reading.length(); t++) {
            for (int c : reading.symbol(t).codePoints().toArray()) {
                column++;
                if (c == '\n' || column == COLUMNS) {
                    column = 0;
                    rows++;
                }
            }
        }
        return rows;
    }
}
