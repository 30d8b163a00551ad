package dev.unroll.tasks.items;

import dev.unroll.io.FileException;
import dev.unroll.io.Json;
import dev.unroll.io.JsonObject;
import dev.unroll.io.Unpacking;
import dev.unroll.tasks.Table;
import dev.unroll.tasks.Utf8Lines;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Reads items out of files: TSV and CSV by the names in their first line, JSON lines ({@code .jsonl}, {@code .ndjson}) by theirs, series
 * as the UCR/UEA archive has them ({@code .ts}), a folder or a zip of sounds, and anything else as one text a line without labels. All may be packed ({@code .gz}).
 *
 * @param label the column or member that holds the label
 * @param text the one that holds the text
 */
public record ItemFile(String label, String text) {
    /** Columns by their usual names. */
    public static final ItemFile USUAL = new ItemFile("label", "text");

    /**
     * Items with or without labels; rows that are empty altogether are left out.
     *
     * @throws FileException if the file has none
     */
    public Items full(Path file) {
        Items items = read(file).withoutEmptyRows();
        if (items.size() == 0) {
            throw new FileException(file + " has no items; check what it should hold");
        }
        return items;
    }

    /**
     * Items whose labels are known; rows that are empty altogether are left out.
     *
     * @throws FileException if a label or a text is missing, or the file has none
     */
    public Items labelled(Path file) {
        Items items = full(file);
        if (!items.isLabelled()) {
            throw new FileException(file + " has no labels; it needs a column " + label
                    + " beside the text (name another one with --label), or a .ts file with @classLabel true");
        }
        for (int i = 0; i < items.size(); i++) {
            if (items.labels().get(i).isBlank()) {
                throw new FileException(
                        items.places().get(i) + ": the label is empty; write one, or leave the row out");
            }
        }
        return items;
    }

    /** Items with or without labels, one for each row: an empty row is an empty text. */
    public Items read(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        if (SoundFiles.isOne(file)) {
            return SoundFiles.read(file);
        }
        if (name.endsWith(".tsv") || name.endsWith(".csv")) {
            return table(file);
        }
        if (name.endsWith(".ts")) {
            return Unpacking.read(file, in -> new TsReader(file).read(reader(in)));
        }
        boolean json = name.endsWith(".jsonl") || name.endsWith(".ndjson");
        return Unpacking.read(file, in -> json ? jsonLines(in, file.toString()) : lines(in, file.toString()));
    }

    /** One text a line, without labels; empty lines are texts too. */
    public static Items.Texts lines(InputStream in, String where) throws IOException {
        List<String> texts = new ArrayList<>();
        List<String> places = new ArrayList<>();
        Utf8Lines lines = new Utf8Lines(in, where);
        for (String line = lines.next(); line != null; line = lines.next()) {
            texts.add(line);
            places.add(lines.place());
        }
        return new Items.Texts(texts, List.of(), places);
    }

    private static BufferedReader reader(InputStream in) {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
    }

    private Items table(Path file) {
        Table table = Table.read(file);
        if (!table.columns().contains(text)) {
            throw new FileException(file + " has no column " + text + "; its first line names "
                    + String.join(", ", table.columns()) + "; choose with --text and --label, or add a first line");
        }
        List<String> places = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            places.add(table.place(row));
        }
        List<String> labels = table.columns().contains(label) ? table.texts(label) : List.of();
        return new Items.Texts(table.texts(text), labels, places);
    }

    /** An empty line has neither text nor label; at the end of the file it is none. */
    private Items jsonLines(InputStream in, String where) throws IOException {
        Items.Texts lines = lines(in, where);
        int count = lines.size();
        while (count > 0 && lines.texts().get(count - 1).isBlank()) {
            count--;
        }
        List<String> texts = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        String without = "";
        String with = "";
        for (int i = 0; i < count; i++) {
            String line = lines.texts().get(i);
            String place = lines.places().get(i);
            if (line.isBlank()) {
                texts.add("");
                labels.add("");
                continue;
            }
            JsonObject object = Json.parse(line, place);
            boolean has = object.has(label);
            without = has ? without : place;
            with = has ? place : with;
            if (!without.isEmpty() && !with.isEmpty()) {
                throw new FileException(without + ": \"" + label
                        + "\" is missing, but other lines have it; add it, or leave the line out");
            }
            texts.add(object.getString(text));
            labels.add(has ? String.valueOf(object.get(label)) : "");
        }
        return new Items.Texts(
                texts, with.isEmpty() ? List.of() : labels, lines.places().subList(0, count));
    }
}
