package dev.unroll.tasks.tag;

import java.util.List;

/**
 * A sentence.
 *
 * @param words at least one
 * @param tags one for each word, or none where they are not known
 * @param file that it stands in, for messages
 * @param lines of the words in that file, the first is 1
 */
public record Sentence(List<String> words, List<String> tags, String file, List<Integer> lines) {
    public Sentence {
        words = List.copyOf(words);
        tags = List.copyOf(tags);
        lines = List.copyOf(lines);
        if (words.isEmpty() || lines.size() != words.size() || (!tags.isEmpty() && tags.size() != words.size())) {
            throw new IllegalArgumentException("a sentence needs words, a line and a tag or none for each, got "
                    + words.size() + " words, " + lines.size() + " lines and " + tags.size() + " tags");
        }
    }

    public int size() {
        return words.size();
    }

    /** Where a word stands. */
    public String place(int word) {
        return file + ", line " + lines.get(word);
    }

    /** A word with so many others to its left and right, itself in brackets. */
    public String shown(int word, int around) {
        StringBuilder shown = new StringBuilder();
        for (int i = Math.max(0, word - around); i < Math.min(size(), word + around + 1); i++) {
            shown.append(shown.isEmpty() ? "" : " ").append(i == word ? "[" + words.get(i) + "]" : words.get(i));
        }
        return shown.toString();
    }
}
