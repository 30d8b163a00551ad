package dev.unroll.tasks.items;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.io.FileException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ItemFileTest {
    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void readsEveryFormat() throws IOException {
        Items tsv =
                ItemFile.USUAL.labelled(file("a.tsv", "text\tlabel\nhello, you\ty\n\"\"\"quoted\"\"\tand tab\"\tn\n"));
        assertThat(tsv.labels()).containsExactly("y", "n");
        assertThat(((Items.Texts) tsv).texts()).containsExactly("hello, you", "\"quoted\"\tand tab");
        assertThat(tsv.places().get(1)).endsWith("a.tsv, line 3");

        Items named = new ItemFile("class", "question").labelled(file("a.csv", "id,question,class\n1,why,4\n"));
        assertThat(named.labels()).containsExactly("4");

        Items json = ItemFile.USUAL.labelled(
                file("a.jsonl", "{\"label\": 3, \"text\": \"é\"}\n\n{\"text\": \"b\", \"label\": \"x\"}\n"));
        assertThat(json.labels()).containsExactly("3", "x");
        assertThat(json.places().get(1)).endsWith("line 3");

        Items lines = ItemFile.USUAL.read(file("a.txt", "one\n\nthree\n"));
        assertThat(((Items.Texts) lines).texts()).containsExactly("one", "", "three");
        assertThat(lines.isLabelled()).isFalse();

        Items.Series ts = (Items.Series)
                ItemFile.USUAL.labelled(file("a.ts", "# about\n@classLabel true a b\n@data\n1,2,3:4,5,6:a\n7:8:b\n"));
        assertThat(ts.width()).isEqualTo(2);
        assertThat(ts.tables().get(0)).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(ts.labels()).containsExactly("a", "b");
    }

    /** What is said of items has to be a line for each of theirs. */
    @Test
    void keepsEmptyRowsWhereNothingIsLearned() throws IOException {
        assertThat(texts("a.tsv", "text\none\n\nthree\n")).containsExactly("one", "", "three");
        assertThat(texts("b.tsv", "id\ttext\n1\tone\n\n3\tthree\n\n")).containsExactly("one", "", "three");
        assertThat(texts("a.jsonl", "{\"text\": \"one\"}\n\n{\"text\": \"three\"}\n\n"))
                .containsExactly("one", "", "three");
        assertThat(texts("b.jsonl", "\n{\"text\": \"two\", \"label\": 1}\n")).containsExactly("", "two");
        Items labelled = ItemFile.USUAL.labelled(file("c.tsv", "label\ttext\ny\tone\n\nn\t\n"));
        assertThat(labelled.labels()).containsExactly("y", "n");
        assertThat(labelled.places().get(1)).endsWith("line 4");
    }

    private List<String> texts(String name, String content) throws IOException {
        return ((Items.Texts) ItemFile.USUAL.read(file(name, content))).texts();
    }

    private void refuses(String name, String text, String message) throws IOException {
        Path file = file(name, text);
        assertThatThrownBy(() -> ItemFile.USUAL.labelled(file))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysWhatIsWrongAndWhere() throws IOException {
        refuses("a.tsv", "0\twhat is it\n", "has no column text; its first line names 0, what is it");
        refuses("b.tsv", "text\nhello\n", "has no labels; it needs a column label");
        refuses("c.tsv", "label\ttext\n\thello\n", "c.tsv, line 2: the label is empty");
        refuses("d.tsv", "label\ttext\n", "d.tsv has no items");
        refuses("a.jsonl", "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"b\"}\n", "line 2: \"label\" is missing");
        refuses("b.jsonl", "{\"text\": \"a\"}\n{\"text\": \"b\", \"label\": 1}\n", "line 1: \"label\" is missing");
        refuses("a.ts", "@classLabel true a\n@data\n1,?,3:a\n", "line 3: \"?\" is not a number; fill the gap");
        refuses("b.ts", "@classLabel true a\n@data\n1,2:3:a\n", "dimension 2 has 1 steps, but the first has 2");
        refuses("c.ts", "@classLabel true a\n@data\n1:2:a\n1:a\n", "line 4: 1 dimensions, but lines before have 2");
        refuses("d.ts", "1,2:a\n", "line 1: there is no @data before it");
        Path latin = Files.write(folder.resolve("l.txt"), "caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ItemFile.USUAL.read(latin))
                .hasMessageContaining("l.txt, line 1: this is not UTF-8; convert the file");
    }
}
