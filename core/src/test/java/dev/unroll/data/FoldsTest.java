package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {
    @Test
    void partsAreOfAboutEqualSizeAndStay() {
        Folds folds = new Folds(10, 1);
        int[] sizes = new int[10];
        for (int i = 0; i < 10_000; i++) {
            sizes[folds.of("example " + i)]++;
        }
        for (int size : sizes) {
            assertThat(size).isBetween(880, 1120); // four standard deviations
        }
        assertThat(folds.of("a")).isEqualTo(new Folds(10, 1).of("a"));
        assertThat(IntStream.range(0, 100)
                        .filter(i -> folds.of("example " + i) != new Folds(10, 2).of("example " + i))
                        .count())
                .isGreaterThan(70);
        assertThatThrownBy(() -> new Folds(1, 1)).hasMessageContaining("at least 2 folds, got 1");
    }
}
