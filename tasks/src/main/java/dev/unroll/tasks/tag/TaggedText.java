package dev.unroll.tasks.tag;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sentences in the order of their file, and the file's lines, into which tags can be written. */
public final class TaggedText {
    private final List<Sentence> sentences;
    private final List<String> lines;
    private final Form form;

    TaggedText(List<Sentence> sentences, List<String> lines, Form form) {
        this.sentences = List.copyOf(sentences);
        this.lines = List.copyOf(lines);
        this.form = form;
    }

    public List<Sentence> sentences() {
        return sentences;
    }

    /**
     * The file with these tags in place of its own; all lines without a word of a sentence are as they are.
     *
     * @param tags of each sentence's words
     */
    public String with(List<List<String>> tags) {
        List<String> written = new ArrayList<>(lines);
        for (int s = 0; s < sentences.size(); s++) {
            for (int w = 0; w < sentences.get(s).size(); w++) {
                int line = sentences.get(s).lines().get(w) - 1;
                String[] columns = Arrays.copyOf(form.cut(lines.get(line)), form.columns());
                columns[form.tag()] = tags.get(s).get(w);
                written.set(line, String.join("\t", columns));
            }
        }
        return written.isEmpty() ? "" : String.join("\n", written) + "\n";
    }
}
