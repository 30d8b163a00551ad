package dev.unroll.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextFeatureTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            delimiter = ';',
            value = {
                "QUOTES;      a \"b c\" d;        001111000",
                "QUOTES;      \"a\\\"b\";         111110",
                "QUOTES;      '\"' x;             00000",
                "COMMENTS;    a /* b */ c;        00011111000",
                "COMMENTS;    a // b~c;           00011100",
                "LINE;        ab~cd;              12012",
                "WORD;        ab c_1;             120123",
                "BRACKETS;    f(a[0])+1);         0112210000",
                "BRACES;      {a{b}};             112210",
                "INDENTATION; ~  a b~c;           01222200",
                "CAPITALS;    aBc;                010",
                "SPACE;       a b~;               0101",
            })
    void countsAlongTheText(TextFeature feature, String text, String expected) {
        double[] values =
                feature.of(text.strip().replace('~', '\n').codePoints().toArray());
        assertThat(Arrays.stream(values)
                        .mapToObj(v -> Integer.toString((int) v))
                        .collect(Collectors.joining()))
                .isEqualTo(expected.strip());
    }

    @Test
    void aCorrelationIsThatOfTheTextbook() {
        Correlation x = new Correlation(new double[] {1, 2, 3, 4});
        assertThat(x.with(new float[] {2, 4, 6, 8})).isCloseTo(1, within(1e-12));
        assertThat(x.with(new float[] {1, 0, 1, 0})).isCloseTo(-1 / Math.sqrt(5), within(1e-12));
        assertThat(x.with(new float[] {7, 7, 7, 7})).isNaN();
    }
}
