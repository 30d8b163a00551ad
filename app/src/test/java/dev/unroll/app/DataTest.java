package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.io.Json;
import org.junit.jupiter.api.Test;

class DataTest {
    @Test
    void listsSetsWithTheirLicences() {
        Program.Result list = Program.here("data", "list");
        assertThat(list.code()).as(list.err()).isZero();
        assertThat(list.out())
                .contains("tinyshakespeare", "1.1 MB", "CC BY-SA 4.0", "https://raw.githubusercontent.com/");
        assertThat(Json.parse(Program.here("data", "list", "--json").out(), "stdout")
                        .getObjects("sets"))
                .hasSizeGreaterThan(15);
    }

    @Test
    void namesTheNearestSet() {
        Program.Result result = Program.here("data", "get", "sonets");
        assertThat(result.code()).isEqualTo(Main.USAGE);
        assertThat(result.err()).contains("did you mean sonnets?");
    }
}
