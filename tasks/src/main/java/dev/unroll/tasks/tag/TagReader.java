package dev.unroll.tasks.tag;

import dev.unroll.io.FileException;
import dev.unroll.io.Unpacking;
import dev.unroll.tasks.Utf8Lines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads sentences, one word a line and an empty line after each sentence: CoNLL-U, of which comments, multiword tokens ({@code 1-2}) and
 * empty nodes ({@code 1.1}) are passed over, or words and their tags with a tabulator or spaces between.
 */
public final class TagReader {
    /** Words of a sentence; a file with longer ones lacks the empty lines. */
    static final int LONGEST = 5000;

    private static final String NO_WORD = "\\d{1,9}[-.]\\d{1,9}";

    private final String where;
    private final List<String> lines;
    private final Form form;
    private final boolean tagged;
    private final List<Sentence> sentences = new ArrayList<>();
    private final List<String> words = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();

    private TagReader(String where, List<String> lines, Form form, boolean tagged) {
        this.where = where;
        this.lines = lines;
        this.form = form;
        this.tagged = tagged;
    }

    /**
     * Sentences whose tags are known; the file is unpacked if its name ends in {@code .gz}.
     *
     * @param column of tags in CoNLL-U
     * @throws FileException naming the line, if it has not what it should have; or if there is no sentence
     */
    public static List<Sentence> tagged(Path file, Column column) {
        List<Sentence> all = Unpacking.read(file, in -> read(in, file.toString(), column, true))
                .sentences();
        if (all.isEmpty()) {
            throw new FileException(file + " has no sentence; write a word and its tag on each line");
        }
        return all;
    }

    /** Sentences without their tags: what stands in their place, if anything, does not matter. */
    public static TaggedText untagged(Path file, Column column) {
        return Unpacking.read(file, in -> untagged(in, file.toString(), column));
    }

    /** @param where the name of what is read, for messages */
    public static TaggedText untagged(InputStream in, String where, Column column) throws IOException {
        return read(in, where, column, false);
    }

    private static TaggedText read(InputStream in, String where, Column column, boolean tagged) throws IOException {
        List<String> lines = new ArrayList<>();
        Utf8Lines reader = new Utf8Lines(in, where);
        for (String line = reader.next(); line != null; line = reader.next()) {
            lines.add(line);
        }
        Form form = Form.of(where, lines, column);
        return new TagReader(where, lines, form, tagged).read();
    }

    private TaggedText read() {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank()) {
                end();
            } else if (!form.isConllu() || !line.startsWith("#")) {
                take(line, i + 1);
            }
        }
        end();
        return new TaggedText(sentences, lines, form);
    }

    private void end() {
        if (!words.isEmpty()) {
            sentences.add(new Sentence(words, tags, where, places));
            words.clear();
            tags.clear();
            places.clear();
        }
    }

    private void take(String line, int number) {
        String[] columns = form.cut(line);
        checkCount(number, columns);
        if (form.isConllu()) {
            if (columns[0].matches(NO_WORD)) {
                return;
            }
            checkNumber(number, columns[0]);
        }
        String word = columns[form.word()];
        if (word.isBlank()) {
            throw wrong(number, "the word is empty; write one");
        }
        if (words.size() == LONGEST) {
            throw wrong(
                    number,
                    "the sentence that began in line " + places.getFirst() + " has more than " + LONGEST
                            + " words; put an empty line after each sentence");
        }
        words.add(word);
        places.add(number);
        if (tagged) {
            String tag = columns[form.tag()];
            if (tag.isBlank() || (form.isConllu() && tag.equals("_"))) {
                throw wrong(
                        number,
                        "the word " + word + " has no tag"
                                + (form.isConllu()
                                        ? " in column " + (form.tag() + 1) + "; write one, or choose with --column"
                                        : "; write one after it"));
            }
            tags.add(tag);
        }
    }

    private void checkCount(int number, String... columns) {
        if (form.isConllu() && columns.length != form.columns()) {
            throw wrong(
                    number,
                    columns.length + " columns with tabulators between, but CoNLL-U has " + form.columns()
                            + "; correct the line, or name a file of words and tags");
        }
        if (columns.length > form.columns()) {
            throw wrong(
                    number,
                    columns.length + " columns, expected a word and its tag; keep these two, for example with cut");
        }
        if (tagged && columns.length < form.columns()) {
            throw wrong(number, "the word " + columns[0] + " has no tag; write one after it");
        }
    }

    private void checkNumber(int number, String id) {
        int next = words.size() + 1;
        if (!id.equals(String.valueOf(next))) {
            throw wrong(
                    number,
                    "the word has the number " + id + ", but it should be " + next
                            + "; number the words of a sentence from 1, and put an empty line after it");
        }
    }

    private FileException wrong(int number, String what) {
        return new FileException(where + ", line " + number + ": " + what);
    }
}
