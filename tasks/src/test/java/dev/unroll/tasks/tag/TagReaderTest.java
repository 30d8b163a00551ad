package dev.unroll.tasks.tag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.SharedData;
import dev.unroll.io.FileException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TagReaderTest {
    private static final String CONLLU = """
            # sent_id = 1
            # text = It's fine

            1-2|It's|_|_|_|_|_|_|_|_
            1|It|it|PRON|PRP|_|3|nsubj|_|_
            2|'s|be|AUX|VBZ|_|3|cop|_|_
            2.1|not|not|PART|RB|_|_|_|3:x|_
            3|fine|fine|ADJ|JJ|_|0|root|_|_

            # a remark
            1|Two words|_|X|_|_|0|root|_|_
            """.replace('|', '\t');

    @TempDir
    private Path folder = Path.of("");

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static TaggedText untagged(String text) throws IOException {
        return TagReader.untagged(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "here", Column.UPOS);
    }

    @Test
    void conlluPassesOverCommentsRangesAndEmptyNodes() throws IOException {
        List<Sentence> all = TagReader.tagged(file("a.conllu", CONLLU), Column.UPOS);
        assertThat(all).hasSize(2);
        assertThat(all.getFirst().words()).containsExactly("It", "'s", "fine");
        assertThat(all.getFirst().tags()).containsExactly("PRON", "AUX", "ADJ");
        assertThat(all.getFirst().lines()).containsExactly(5, 6, 8);
        assertThat(all.getFirst().place(2)).endsWith("a.conllu, line 8");
        assertThat(all.getFirst().shown(1, 1)).isEqualTo("It ['s] fine");
        assertThat(all.get(1).words()).containsExactly("Two words");
        // by its name or by its ten columns
        assertThat(TagReader.tagged(file("a.txt", CONLLU), Column.UPOS)
                        .getFirst()
                        .tags())
                .isEqualTo(all.getFirst().tags());
    }

    @Test
    void tagsAreWrittenIntoTheFile() throws IOException {
        TaggedText text = untagged(CONLLU);
        String written = text.with(List.of(List.of("A", "B", "C"), List.of("D")));
        assertThat(written)
                .isEqualTo(CONLLU.replace("PRON", "A")
                        .replace("AUX", "B")
                        .replace("ADJ", "C")
                        .replace("X\t_", "D\t_"));
        TaggedText xpos = TagReader.untagged(file("b.conllu", CONLLU), Column.XPOS);
        assertThat(xpos.with(List.of(List.of("A", "B", "C"), List.of("D"))))
                .isEqualTo(CONLLU.replace("PRP", "A")
                        .replace("VBZ", "B")
                        .replace("JJ", "C")
                        .replace("X\t_", "X\tD"));
    }

    @Test
    void pairsHaveATabulatorOrSpacesBetween() throws IOException {
        String text = "\uFEFFThe\tDET\r\n# SYM  \r\n\r\n \t\r\nend   NOUN";
        List<Sentence> all = TagReader.tagged(file("a.tsv", text), Column.UPOS);
        assertThat(all.stream().map(Sentence::words)).containsExactly(List.of("The", "#"), List.of("end"));
        assertThat(all.stream().map(Sentence::tags)).containsExactly(List.of("DET", "SYM"), List.of("NOUN"));
    }

    @Test
    void wordsAloneAreTagged() throws IOException {
        TaggedText text = untagged("\nThe\nend old\n\n\nHi");
        assertThat(text.sentences().stream().map(Sentence::words))
                .containsExactly(List.of("The", "end"), List.of("Hi"));
        assertThat(text.sentences().getFirst().tags()).isEmpty();
        assertThat(text.with(List.of(List.of("A", "B"), List.of("C")))).isEqualTo("\nThe\tA\nend\tB\n\n\nHi\tC\n");
        assertThat(untagged("").with(List.of())).isEmpty();
        assertThat(untagged("").sentences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a.tsv; The DET\\nend; line 2: the word end has no tag; write one after it",
                "a.tsv; The DET\\nend\\t; line 2: the word end has no tag; write one after it",
                "a.tsv; The DET\\n\\tNOUN; line 2: the word is empty; write one",
                "a.tsv; U.N. NNP I-NP I-ORG; line 1: 4 columns, expected a word and its tag; keep these two",
                "a.tsv; \\n \\n; has no sentence",
                "a.conllu; 1\\tThe\\tthe\\tDET; line 1: 4 columns with tabulators between, but CoNLL-U has 10",
                "a.conllu; The DET; line 1: 1 columns with tabulators between",
                "a.conllu; 1\\tThe\\t_\\t_\\tDT\\t_\\t_\\t_\\t_\\t_; line 1: the word The has no tag in column 4; write one, or choose with --column",
                "a.conllu; # x\\n1\\t\\t_\\tDET\\tDT\\t_\\t_\\t_\\t_\\t_; line 2: the word is empty",
                "a.conllu; 2\\tThe\\t_\\tDET\\tDT\\t_\\t_\\t_\\t_\\t_; line 1: the word has the number 2, but it should be 1",
                "a.conllu; x\\tThe\\t_\\tDET\\tDT\\t_\\t_\\t_\\t_\\t_; line 1: the word has the number x, but it should be 1",
            },
            quoteCharacter = '~')
    void saysWhatIsWrongAndWhere(String name, String text, String message) throws IOException {
        String real = text.replace("\\n", "\n").replace("\\t", "\t");
        Path broken = file(name, real);
        assertThatThrownBy(() -> TagReader.tagged(broken, Column.UPOS))
                .isInstanceOf(FileException.class)
                .hasMessageContaining(broken + (message.startsWith("line") ? ", " : " ") + message);
    }

    @Test
    void aSentenceHasALimit() throws IOException {
        String most = "a X\n".repeat(TagReader.LONGEST);
        assertThat(TagReader.tagged(file("most.tsv", most), Column.UPOS)
                        .getFirst()
                        .size())
                .isEqualTo(TagReader.LONGEST);
        Path more = file("more.tsv", "a X\n\n" + most + "a X\n");
        assertThatThrownBy(() -> TagReader.tagged(more, Column.UPOS))
                .hasMessageEndingWith("more.tsv, line 5003: the sentence that began in line 3 has more than 5000 words;"
                        + " put an empty line after each sentence");
    }

    @Test
    void textThatIsNotUtf8IsRefusedWithItsLine() throws IOException {
        Path latin = folder.resolve("latin.tsv");
        Files.write(latin, "The DET\ncaf\u00e9 NOUN\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TagReader.tagged(latin, Column.UPOS))
                .hasMessageEndingWith("latin.tsv, line 2: this is not UTF-8; convert the file, for example with"
                        + " iconv -f latin1 -t utf8");
        Path endless = folder.resolve("endless.tsv");
        Files.write(endless, new byte[2 << 20]);
        assertThatThrownBy(() -> TagReader.tagged(endless, Column.UPOS))
                .hasMessageEndingWith("endless.tsv, line 1: no end after 1048576 bytes; is this a text file?");
        assertThatThrownBy(() -> TagReader.tagged(folder.resolve("none.tsv"), Column.UPOS))
                .hasMessageContaining("there is no");
    }

    @Test
    void readsARealTreebank() {
        Path data = SharedData.require("ud_english_ewt");
        List<Sentence> test = TagReader.tagged(data.resolve("en_ewt-ud-test.conllu"), Column.UPOS);
        assertThat(test).hasSize(2077);
        assertThat(test.stream().mapToInt(Sentence::size).sum()).isEqualTo(25_094);
        assertThat(Symbols.labels(test.stream())).hasSize(17);
    }
}
