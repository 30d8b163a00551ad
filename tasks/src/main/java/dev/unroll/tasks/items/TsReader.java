package dev.unroll.tasks.items;

import dev.unroll.io.FileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The {@code .ts} format of the UCR/UEA archive (Bagnall et al. 2018): lines that begin with {@code @} say what it is, each line after
 * {@code @data} is an item, its dimensions separated by colons, their numbers by commas, the label last.
 */
final class TsReader {
    private final Path file;
    private final List<float[]> tables = new ArrayList<>();
    private final List<String> labels = new ArrayList<>();
    private final List<String> places = new ArrayList<>();
    private boolean labelled;
    private int width = -1;

    TsReader(Path file) {
        this.file = file;
    }

    Items read(BufferedReader lines) throws IOException {
        boolean data = false;
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String place = file + ", line " + number;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (data) {
                item(text, place);
            } else if (text.equalsIgnoreCase("@data")) {
                data = true;
            } else if (text.startsWith("@")) {
                header(text.toLowerCase(Locale.ROOT).split("\\s+"), place);
            } else {
                throw new FileException(place + ": there is no @data before it; check whether the file is whole");
            }
        }
        return new Items.Series(tables, Math.max(1, width), 0, labelled ? labels : List.of(), places);
    }

    private void header(String[] words, String place) {
        boolean on = words.length > 1 && words[1].equals("true");
        if (words[0].equals("@classlabel") || words[0].equals("@targetlabel")) {
            labelled = on;
        } else if (words[0].equals("@timestamps") && on) {
            throw new FileException(place + ": series with time stamps are not read; write their numbers alone");
        }
    }

    private void item(String line, String place) {
        List<String> parts = new ArrayList<>(List.of(line.split(":", -1)));
        if (labelled) {
            labels.add(parts.removeLast().strip());
        }
        if (width < 0) {
            width = parts.size();
        }
        if (parts.size() != width || parts.isEmpty()) {
            throw new FileException(place + ": " + parts.size() + " dimensions, but lines before have " + width
                    + "; every line needs all of them" + (labelled ? " and the label" : ""));
        }
        float[] table = {};
        for (int d = 0; d < width; d++) {
            String[] numbers = parts.get(d).split(",", -1);
            table = d == 0 ? new float[Math.multiplyExact(numbers.length, width)] : table;
            if (numbers.length != table.length / width) {
                throw new FileException(place + ": dimension " + (d + 1) + " has " + numbers.length
                        + " steps, but the first has " + table.length / width + "; make them equally long");
            }
            for (int t = 0; t < numbers.length; t++) {
                table[t * width + d] = number(numbers[t].strip(), place);
            }
        }
        tables.add(table);
        places.add(place);
    }

    private static float number(String text, String place) {
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new FileException(place + ": \"" + text + "\" is not a number; fill the gap, or leave the line out");
    }
}
