package dev.unroll.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.recurrence.Cell;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class MathMlTest {
    static List<String> library() {
        return Cell.libraryNames();
    }

    private static String text(String mathml) throws Exception {
        Document document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(mathml)));
        return document.getDocumentElement()
                .getTextContent()
                .replace("\u2061", "")
                .replace("\u2062", " ");
    }

    @ParameterizedTest
    @MethodSource("library")
    void everyCellIsWellFormed(String name) throws Exception {
        Cell cell = Cell.library(name);
        List<String> equations = MathMl.of(cell);

        assertThat(equations).hasSameSizeAs(cell.equations());
        for (String equation : equations) {
            assertThat(text(equation)).contains("=");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "h' = tanh(Wxh x + Whh h + bh);   ht=tanh(Wxh xt+Whh ht−1+bh)",
                "h' = (1 - bu) * h;               ht=(1−bu)⊙ht−1",
                "h' = ba - (bb - h);              ht=ba−(bb−ht−1)",
                "h' = sigmoid(Whh (b * h)) * -2;  ht=σ(Whh (b⊙ht−1))·(−2)",
            })
    void readsAsOnASlide(String equation, String expected) throws Exception {
        assertThat(text(MathMl.of(Cell.parse("test", equation)).getFirst())).isEqualTo(expected);
    }
}
