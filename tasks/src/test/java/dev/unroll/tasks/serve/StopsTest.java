package dev.unroll.tasks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopsTest {
    private static String through(Stops stops, String text) {
        StringBuilder through = new StringBuilder();
        for (int i = 0; i < text.length() && !stops.isReached(); i++) {
            through.append(stops.add(text.substring(i, i + 1)));
        }
        return through + stops.rest();
    }

    @Test
    void nothingOfAStopStringGoesThrough() {
        Stops stops = new Stops(List.of("abab", "x"));
        assertThat(stops.add("a")).isEmpty();
        assertThat(stops.add("b")).isEmpty();
        assertThat(stops.add("b")).isEqualTo("abb");
        assertThat(stops.add("x")).isEmpty();
        assertThat(stops.isReached()).isTrue();
    }

    /** Against cutting the whole text where the first string ends. */
    @Test
    void cutsAsASearchOfTheWholeTextDoes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < 2000; n++) {
            List<String> strings = List.of(letters(random, 1 + random.nextInt(4)), letters(random, 3));
            String text = letters(random, 30);
            int end = Integer.MAX_VALUE;
            int cut = text.length();
            for (String s : strings) {
                int at = text.indexOf(s);
                if (at >= 0 && (at + s.length() < end || (at + s.length() == end && s.equals(strings.getFirst())))) {
                    end = at + s.length();
                    cut = at;
                }
            }
            Stops stops = new Stops(strings);
            assertThat(through(stops, text)).as(strings + " in " + text).isEqualTo(text.substring(0, cut));
            assertThat(stops.isReached()).isEqualTo(end < Integer.MAX_VALUE);
        }
    }

    private static String letters(SplittableRandom random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(3)));
        }
        return text.toString();
    }
}
