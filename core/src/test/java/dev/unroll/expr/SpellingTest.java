package dev.unroll.expr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpellingTest {
    @Test
    void findsTheNameThatWasMeant() {
        List<String> known = List.of("tanh", "sigmoid", "h", "bf", "bg");
        assertThat(Spelling.nearest("tahn", known)).hasValue("tanh");
        assertThat(Spelling.nearest("sigmod", known)).hasValue("sigmoid");
        assertThat(Spelling.nearest("SIGMOID", known)).hasValue("sigmoid");
        assertThat(Spelling.nearest("hh", known)).hasValue("h");
        assertThat(Spelling.nearest("bh", known)).hasValue("h");
    }

    @Test
    void findsNothingInWhatIsNothingAlike() {
        assertThat(Spelling.nearest("q", List.of("h", "c"))).isEmpty();
        assertThat(Spelling.nearest("convolve", List.of("tanh", "sigmoid"))).isEmpty();
        assertThat(Spelling.nearest("tanh", List.of())).isEmpty();
    }
}
