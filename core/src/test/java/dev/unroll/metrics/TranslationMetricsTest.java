package dev.unroll.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * BLEU and chrF on cases whose scores sacreBLEU's own tests record: test/test_bleu.py (commit 2ae13669) and test/test_chrf.py (commit
 * 0dca9d48) of mjpost/sacrebleu; and one of Unbabel/MT-Telescope, tests/unit/metrics/test_sacrebleu.py.
 */
class TranslationMetricsTest {
    private static final List<String> SAID =
            List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");
    private static final List<String> ONE =
            List.of("The dog bit the man.", "It was not unexpected.", "The man bit him first.");
    private static final List<String> OTHER =
            List.of("The dog had bit the man.", "No one was surprised.", "The man had bitten the dog.");

    private static double bleu(Bleu.Tokens by, List<String> said, List<List<String>> references) {
        long[] sum = new long[10];
        for (int i = 0; i < said.size(); i++) {
            int line = i;
            List<List<String>> right =
                    references.stream().map(r -> Bleu.tokens(r.get(line), by)).toList();
            long[] own = Bleu.counts(Bleu.tokens(said.get(i), by), right);
            for (int c = 0; c < sum.length; c++) {
                sum[c] += own[c];
            }
        }
        return Bleu.score(sum);
    }

    @Test
    void bleuIsSacreBleus() {
        List<List<String>> both = List.of(ONE, OTHER);
        assertThat(bleu(Bleu.Tokens.MTEVAL_13A, SAID, both)).isCloseTo(48.530827, within(1e-6));
        assertThat(bleu(Bleu.Tokens.NONE, SAID, both)).isCloseTo(49.1919566, within(1e-7));
        assertThat(bleu(Bleu.Tokens.MTEVAL_13A, List.of("", "", ""), both)).isZero();
        assertThat(bleu(Bleu.Tokens.NONE, List.of("this is a test"), List.of(List.of("this is a test"))))
                .isCloseTo(100, within(1e-9));
        assertThat(bleu(
                        Bleu.Tokens.MTEVAL_13A,
                        List.of("Hi world.", "This is a Test."),
                        List.of(List.of("Hello world.", "This is a test."))))
                .isCloseTo(39.13, within(0.05));
        assertThat(Bleu.score(11, 11, 9, 7, 5, 3, 10, 8, 6, 4)).isCloseTo(83.75922397, within(1e-8));
    }

    /** No four words in a row are right: 1/4 and 1/6 are smoothed to (1/2)/4 and (1/4)/3, by hand. */
    @Test
    void whatIsMissingIsSmoothed() {
        long[] counts = Bleu.counts(
                Bleu.tokens("am I am a character sequence", Bleu.Tokens.NONE),
                List.of(Bleu.tokens("I am a symbol string sequence a a", Bleu.Tokens.NONE)));
        assertThat(counts).containsExactly(6, 8, 4, 2, 1, 0, 6, 5, 4, 3);
        double precisions = 4 / 6.0 * (2 / 5.0) * (1 / 4.0) * (1 / 2.0 / 3);
        assertThat(Bleu.score(counts))
                .isCloseTo(100 * Math.pow(precisions, 0.25) * Math.exp(1 - 8 / 6.0), within(1e-10));
    }

    @Test
    void punctuationStandsApart() {
        assertThat(Bleu.tokens("He said: \"3.5 &amp; 1,000-fold, e.g. yes\".", Bleu.Tokens.MTEVAL_13A))
                .containsExactly(
                        "He", "said", ":", "\"", "3.5", "&", "1,000", "-", "fold", ",", "e", ".", "g", ".", "yes", "\"",
                        ".");
        assertThat(Bleu.tokens("  it &apos;s  so ", Bleu.Tokens.NONE)).containsExactly("it", "&apos;s", "so");
        assertThat(Bleu.tokens(" ", Bleu.Tokens.MTEVAL_13A)).isEmpty();
    }

    private static double chrf(double beta, String said, String right) {
        return Chrf.score(beta, Chrf.counts(said, right));
    }

    @Test
    void chrfIsSacreBleus() {
        assertThat(chrf(
                        3,
                        " risk assessment must be made of those who are qualified and expertise in the sector - these are"
                                + " the scientists .",
                        "risk assessment has to be undertaken by those who are qualified and expert in that area - that is"
                                + " the scientists ."))
                .isCloseTo(63.361730, within(1e-4));
        assertThat(chrf(
                        3,
                        " Die    Beziehung zwischen  Obama und Netanjahu ist nicht gerade  freundlich. ",
                        "Das Verhältnis zwischen Obama und Netanyahu ist nicht gerade freundschaftlich."))
                .isCloseTo(64.1302698, within(1e-4));
        assertThat(chrf(3, "a", "a")).isCloseTo(100, within(1e-9));
        assertThat(chrf(3, "a b c", "abc")).isCloseTo(100, within(1e-9));
        assertThat(chrf(3, "", "reference")).isZero();
        assertThat(chrf(3, "aa", "ab")).isCloseTo(25, within(1e-9));
        assertThat(chrf(Chrf.BETA, "abx", "aby")).isCloseTo(100 * (2 / 3.0 + 0.5) / 3, within(1e-9));
    }
}
