package dev.unroll.tasks.items;

import dev.unroll.tasks.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a text is parted into words: a word is a run of letters and digits (with an apostrophe inside), or one other sign, in lower case; or
 * every character is one, for scripts that do not part words.
 */
enum Splitting {
    WORDS,
    CHARACTERS;

    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+(?:['’][\\p{L}\\p{M}]+)*|\\S");

    static Splitting of(Architecture architecture) {
        return architecture.characters() ? CHARACTERS : WORDS;
    }

    List<String> words(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (this == CHARACTERS) {
            return lower.codePoints().mapToObj(Character::toString).toList();
        }
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(lower);
        while (matcher.find()) {
            words.add(matcher.group());
        }
        return words;
    }

    /** Numbers of a text's words; one without any is one unknown word, for a sequence has a step at least. */
    int[] encode(String text, Words known) {
        int[] ids = words(text).stream().mapToInt(known::number).toArray();
        return ids.length == 0 ? new int[] {Words.UNKNOWN} : ids;
    }
}
