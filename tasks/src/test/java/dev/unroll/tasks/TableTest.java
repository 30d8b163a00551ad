package dev.unroll.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.SharedData;
import dev.unroll.io.FileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    @TempDir
    Path folder;

    private Table read(String name, String content, String... columns) throws IOException {
        return Table.read(Files.writeString(folder.resolve(name), content), columns);
    }

    @Test
    void quotesAndMissingNumbers() throws IOException {
        Table table =
                read("a.csv", "\uFEFFname,\"size, cm\",n\r\n\"a \"\"b\"\"\nc\",1.5,2\r\n,NA,-3e2\r\n\"\", 7 ,\r\n");
        assertThat(table.columns()).containsExactly("name", "size, cm", "n");
        assertThat(table.rows()).isEqualTo(3);
        assertThat(table.texts("name")).containsExactly("a \"b\"\nc", "", "");
        assertThat(table.numbers("n", "size, cm")).containsExactly(2, 1.5f, -300, Float.NaN, Float.NaN, 7);
    }

    @Test
    void tabsAndNamesOfOnesOwn() throws IOException {
        Table table = read("a.tsv", "x,y\t1\nz\t2\n", "text", "number");
        assertThat(table.texts("text")).containsExactly("x,y", "z");
        assertThat(table.numbers("number")).containsExactly(1, 2);
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        assertThatThrownBy(() -> read("a.csv", "")).hasMessageContaining("a.csv is empty");
        assertThatThrownBy(() -> read("a.csv", "a,b\n1,2\n3\n"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("a.csv, line 3: 1 fields, but there are 2 columns");
        assertThatThrownBy(() -> read("a.csv", "a,b\n1,\"2\n3,4\n"))
                .isInstanceOf(FileException.class)
                .hasMessageContaining("a.csv is no table: Unclosed quoted field")
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> read("a.csv", "a,a\n1,2\n")).hasMessageContaining("two columns have one name");
        assertThatThrownBy(() -> read("a.csv", "a,b\n1,2\n", "a"))
                .hasMessageContaining("line 1: 2 fields, but there are 1 columns");
        Table table = read("a.csv", "speed,n\n1,x\n");
        assertThatThrownBy(() -> table.numbers("n"))
                .hasMessageEndingWith("a.csv, line 2: n is \"x\", not a number; correct it, or leave the field empty"
                        + " where it is missing");
        assertThatThrownBy(() -> table.texts("sped"))
                .hasMessageEndingWith("a.csv has no column sped; it has speed, n; did you mean speed?");
        assertThatThrownBy(() -> Table.read(folder.resolve("absent.csv"))).hasMessageContaining("check the spelling");
    }

    @Test
    void realOnes() {
        Path data = SharedData.require("timeseries");
        Table passengers = Table.read(data.resolve("airline-passengers.csv"));
        assertThat(passengers.rows()).isEqualTo(144);
        assertThat(passengers.numbers("Passengers")).startsWith(112, 118, 132).endsWith(461, 390, 432);
        Table pollution = Table.read(data.resolve("pollution.csv"));
        assertThat(pollution.rows()).isEqualTo(43_824);
        float[] pm = pollution.numbers("pm2.5", "DEWP");
        assertThat(pm[0]).isNaN();
        assertThat(pm[2 * 24]).isEqualTo(129);
        Table transformer = Table.read(data.resolve("ETTh1.csv.gz"));
        assertThat(transformer.rows()).isEqualTo(17_420);
        assertThat(transformer.numbers("OT")[0]).isEqualTo(30.531f);
        Table pen = Table.read(
                SharedData.require("strokes_unipen").resolve("unipen_1a_digits.tsv.gz"), "label", "file", "points");
        assertThat(pen.rows()).isEqualTo(15_388);
        assertThat(pen.texts("label").stream().distinct().sorted().toList())
                .isEqualTo(List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"));
    }
}
