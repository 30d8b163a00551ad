package dev.unroll.tasks.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.SharedData;
import dev.unroll.tasks.Sha256;
import dev.unroll.tasks.catalog.Catalog.PublicFile;
import dev.unroll.tasks.catalog.Catalog.PublicSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private final Catalog catalog = Catalog.standard();

    @Test
    void pinsEveryFileToACommitAndToItsContent() {
        List<PublicFile> files =
                catalog.sets().stream().flatMap(set -> set.files().stream()).toList();
        assertThat(files).hasSizeGreaterThan(30).allSatisfy(file -> {
            assertThat(file.origin().toString())
                    .matches("https://raw\\.githubusercontent\\.com/[\\w.-]+/[\\w.-]+/[0-9a-f]{40}/[\\w./-]+");
            assertThat(file.sha256()).matches("[0-9a-f]{64}");
            assertThat(file.bytes()).isPositive();
            assertThat(Path.of("data").resolve(file.file()).normalize()).startsWithRaw(Path.of("data"));
        });
        assertThat(files).extracting(PublicFile::file).doesNotHaveDuplicates();
        assertThat(catalog.sets()).extracting(PublicSet::name).doesNotHaveDuplicates();
        assertThat(catalog.sets()).allSatisfy(set -> assertThat(set.licence()).isNotBlank());
    }

    @Test
    void namesTheNearest() {
        assertThat(catalog.find("trec").files()).hasSize(2);
        assertThatThrownBy(() -> catalog.find("tinyshakespear")).hasMessageContaining("did you mean tinyshakespeare?");
    }

    /** Every file that is at hand is byte for byte what the catalogue says. */
    @Test
    void isTrueOfTheFilesAtHand() throws Exception {
        Path root = SharedData.require("tinyshakespeare").getParent();
        int checked = 0;
        for (PublicSet set : catalog.sets()) {
            for (PublicFile file : set.files()) {
                Path path = root.resolve(file.file());
                if (Files.exists(path)) {
                    assertThat(path).hasSize(file.bytes());
                    assertThat(Sha256.of(path)).as(file.file()).isEqualTo(file.sha256());
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThan(25);
    }
}
