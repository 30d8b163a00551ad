package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    *.java         | A.java          | true
                    *.java         | src/deep/A.java | true
                    *.java         | A.java.txt      | false
                    *.java         | Ajava           | false
                    **/*.java      | A.java          | true
                    **/*.java      | src/deep/A.java | true
                    src/*.java     | src/A.java      | true
                    src/*.java     | src/deep/A.java | false
                    src/**         | src/deep/A.java | true
                    src/**/A.java  | src/A.java      | true
                    src/**/A.java  | srcA.java       | false
                    *.{c,h}        | x/y.h           | true
                    *.{c,h}        | x/y.cc          | false
                    ?.txt          | a.txt           | true
                    ?.txt          | ab.txt          | false
                    a+(b)[c].txt   | a+(b)[c].txt    | true
                    """)
    void matches(String glob, String path, boolean expected) {
        assertThat(new Glob(glob).matches(path)).isEqualTo(expected);
    }

    @Test
    void anOpenBraceIsRefused() {
        assertThatThrownBy(() -> new Glob("*.{c,h"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("close it");
    }
}
