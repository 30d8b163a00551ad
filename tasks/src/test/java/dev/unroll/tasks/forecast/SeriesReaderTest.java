package dev.unroll.tasks.forecast;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesReaderTest {
    private static final Columns FILLED = new Columns("", "", List.of(), List.of(), 2);

    @TempDir
    Path folder;

    private TimeSeries read(Columns columns, String... lines) throws IOException {
        return SeriesReader.read(Files.writeString(folder.resolve("a.csv"), String.join("\n", lines) + "\n"), columns);
    }

    private void refuses(String message, Columns columns, String... lines) {
        assertThatThrownBy(() -> read(columns, lines))
                .isInstanceOf(FileException.class)
                .hasMessageEndingWith(message);
    }

    @Test
    void findsDatesAndTheColumn() throws IOException {
        TimeSeries hours = read(Columns.FOUND, "x,when", "1,2020-02-28 23:00", "2.5,2020-02-29 00:00");
        assertThat(hours.columns().targets()).containsExactly("x");
        assertThat(hours.values()).containsExactly(1, 2.5f);
        assertThat(hours.time(2)).isEqualTo("2020-02-29 01:00");
        TimeSeries none = read(new Columns("", "", List.of("b"), List.of("a"), 0), "a,b", "1,2", "3,4");
        assertThat(none.values()).containsExactly(2, 1, 4, 3);
        assertThat(none.time(2)).isEqualTo("3");
        assertThat(read(Columns.FOUND, "year,x", "1999,1", "2000,2").time(2)).isEqualTo("2001");
        Columns american = new Columns("d", "M/d/yyyy", List.of(), List.of(), 0);
        assertThat(read(american, "d,x", "12/31/2019,1", "1/1/2020,2").time(2)).isEqualTo("1/2/2020");
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-31, 2020-02-29, 2020-03-31, 1 month, 2020-04-30",
        "2019-10-15, 2019-11-15, 2019-12-15, 1 month, 2020-01-15",
        "2019-11-01, 2019-12-01, 2020-01-01, 1 month, 2020-02-01",
        "2020-03-31, 2020-06-30, 2020-09-30, 3 months, 2020-12-31",
        "1999, 2000, 2001, 1 year, 2002",
        "2020-02-27, 2020-02-28, 2020-02-29, 1 day, 2020-03-01",
        "2020-01-06, 2020-01-13, 2020-01-20, 7 days, 2020-01-27",
        "2020-01-01T22:00, 2020-01-01T23:00, 2020-01-02T00:00, 1 hour, 2020-01-02T01:00",
        "2020/01/01 00:00:00, 2020/01/01 00:15:00, 2020/01/01 00:30:00, 15 minutes, 2020/01/01 00:45:00"
    })
    void continuesDates(String first, String second, String third, String step, String next) throws IOException {
        TimeSeries series = read(
                new Columns("date", first.length() == 4 ? "yyyy" : "", List.of(), List.of(), 0),
                "date,x",
                first + ",1",
                second + ",2",
                third + ",4");
        assertThat(series.clock())
                .isNotNull()
                .extracting(c -> c.step().toString())
                .isEqualTo(step);
        assertThat(series.time(2)).isEqualTo(third);
        assertThat(series.time(3)).isEqualTo(next);
    }

    @Test
    void fillsShortGapsIfTold() throws IOException {
        TimeSeries series = read(FILLED, "d,x", "2020-01-01,1", "2020-01-02,", "2020-01-04,4", "2020-01-05,5");
        assertThat(series.values()).containsExactly(1, 2, 3, 4, 5);
        assertThat(series.filled()).isEqualTo(2);
        refuses(
                "a.csv, line 3: x is missing; fill gaps of up to so many by straight lines with --fill 1, or begin the file"
                        + " after the gap",
                Columns.FOUND,
                "d,x",
                "2020-01-01,1",
                "2020-01-02,",
                "2020-01-03,4");
        refuses(
                "a.csv, line 3: before 2020-01-05 3 rows are missing (a step is 1 day); fill gaps of up to so many by"
                        + " straight lines with --fill 3, or begin the file after the gap",
                FILLED,
                "d,x",
                "2020-01-01,1",
                "2020-01-05,4",
                "2020-01-06,5",
                "2020-01-07,6");
        refuses(
                "a.csv, line 4: x is missing; a gap at the beginning or the end cannot be filled, so leave its lines out",
                FILLED,
                "d,x",
                "2020-01-01,1",
                "2020-01-02,2",
                "2020-01-03,NA");
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        refuses(
                "a.csv, line 3: x is \"two\", not a number; correct it, or leave the field empty where it is missing",
                Columns.FOUND,
                "d,x",
                "2020-01-01,1",
                "2020-01-02,two");
        refuses(
                "a.csv, line 2: x is not finite; correct it, or leave the field empty where it is missing",
                Columns.FOUND,
                "d,x",
                "2020-01-01,1e50",
                "2020-01-02,2");
        refuses(
                "a.csv, line 4: 2020-01-02 comes after 2020-01-03; sort the lines by date",
                Columns.FOUND,
                "d,x",
                "2020-01-01,1",
                "2020-01-03,2",
                "2020-01-02,3");
        refuses(
                "a.csv, line 3: 2020-01-01 comes twice; leave one of the lines out",
                Columns.FOUND,
                "d,x",
                "2020-01-01,1",
                "2020-01-01,2");
        refuses(
                "a.csv, line 5: 2020-01-01 02:30 is no whole number of steps of 1 hour after the line before, but most lines"
                        + " are so far apart; bring the series to equal steps, or leave dates out with --date none",
                Columns.FOUND,
                "d,x",
                "2020-01-01 00:00,1",
                "2020-01-01 01:00,1",
                "2020-01-01 02:00,1",
                "2020-01-01 02:30,2",
                "2020-01-01 03:30,2");
        refuses(
                "a.csv, line 3: d is \"2020-02-30\", which is not written as yyyy-MM-dd like the first; correct it, or say"
                        + " the form with --date-form",
                Columns.FOUND,
                "d,x",
                "2020-02-29,1",
                "2020-02-30,2");
        refuses(
                "a.csv, line 2: date is \"1/2/2020\", which is not written as dates usually are; say how with --date-form,"
                        + " for example dd/MM/yyyy, or leave dates out with --date none",
                Columns.FOUND,
                "date,x",
                "1/2/2020,1",
                "1/3/2020,2");
        refuses(
                "a.csv has the columns d, x, y; say with --target which of them is to be forecast",
                Columns.FOUND,
                "d,x,y",
                "2020-01-01,1,2",
                "2020-01-02,1,2");
        refuses(
                "a.csv has 1 rows below its first line; a series needs two at least",
                Columns.FOUND,
                "d,x",
                "2020-01-01,1");
        refuses(
                "a.csv has no column z; it has d, x",
                new Columns("", "", List.of("z"), List.of(), 0),
                "d,x",
                "2020-01-01,1",
                "2020-01-02,1");
        assertThatThrownBy(() -> new Columns("", "", List.of("x"), List.of("x"), 0))
                .hasMessage("a column is named twice in x, x; name each once");
    }

    @Test
    void realOnes() {
        Path data = SharedData.require("timeseries");
        TimeSeries months = SeriesReader.read(data.resolve("airline-passengers.csv"), Columns.FOUND);
        assertThat(months.time(144)).isEqualTo("1961-01");
        TimeSeries hours =
                SeriesReader.read(data.resolve("ETTh1.csv.gz"), new Columns("", "", List.of("OT"), List.of("HUFL"), 0));
        assertThat(hours.rows()).isEqualTo(17_420);
        assertThat(hours.time(8640)).isEqualTo("2017-06-26 00:00:00");
        // Without leap days.
        assertThatThrownBy(() -> SeriesReader.read(data.resolve("daily-min-temperatures.csv"), Columns.FOUND))
                .hasMessageContaining("before 1985-01-01 1 row is missing");
        assertThatThrownBy(() -> SeriesReader.read(
                        data.resolve("pollution.csv"), new Columns("", "", List.of("pm2.5"), List.of(), 0)))
                .hasMessageEndingWith(
                        "pollution.csv, line 2: pm2.5 is missing in 24 rows; a gap at the beginning or the end"
                                + " cannot be filled, so leave its lines out");
    }
}
