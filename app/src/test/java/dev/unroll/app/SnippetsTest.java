package dev.unroll.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.recurrence.Cell;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README and the pages under docs show is compiled and run; the pieces of a page are one program. */
class SnippetsTest {
    private static final Path HOME = Path.of("..");

    private static final String PROGRAM = """
            import dev.unroll.data.*;
            import dev.unroll.io.*;
            import dev.unroll.kernel.*;
            import dev.unroll.nn.*;
            import dev.unroll.optim.*;
            import dev.unroll.recurrence.*;
            import dev.unroll.tasks.*;
            import dev.unroll.tasks.classify.*;
            import dev.unroll.tasks.forecast.*;
            import dev.unroll.tasks.items.*;
            import dev.unroll.tasks.translate.*;
            import dev.unroll.tensor.*;
            import dev.unroll.train.*;
            import java.nio.file.*;
            import java.util.*;

            class Snippet {
                public static void main(String[] args) throws Exception {
            %s
                }
            }
            """;

    @TempDir
    Path folder;

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(HOME.resolve("docs"))) {
            return Stream.concat(
                    Stream.of(HOME.resolve("README.md")),
                    docs.filter(p -> p.toString().endsWith(".md")).sorted().toList().stream());
        }
    }

    private static List<String> blocks(Path page, String language) throws IOException {
        return Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(page))
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    /** The words after {@code ./unroll} of lines that show a command, without the explanation beside it. */
    private static List<List<String>> commands(Path page) throws IOException {
        return Pattern.compile("(?m)^(?: {4}|.* \\| )?\\./unroll +(\\S.*?)(?: {3,}.*)?$")
                .matcher(Files.readString(page))
                .results()
                .map(m -> List.of(m.group(1).replace("'", "").split(" +")))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void commandsAreKnown(Path page) throws IOException {
        for (List<String> words : commands(page)) {
            List<String> asked = new ArrayList<>(words);
            asked.add("--help"); // every option is still read
            Program.Result result = Program.here(asked.toArray());
            assertThat(result.code()).as(words + ": " + result.err()).isZero();
        }
    }

    @Test
    void commandsOfTheReadmeRun() throws Exception {
        Path readme = HOME.resolve("README.md");
        Files.writeString(folder.resolve("my.cell"), blocks(readme, "cell").getFirst());
        Files.writeString(folder.resolve("input.txt"), Program.read(Program.text()));
        List<List<String>> commands = commands(readme);
        assertThat(commands).extracting(List::getFirst).contains("demo", "cell", "train");
        for (List<String> words : commands) {
            List<String> shortened = new ArrayList<>(words);
            switch (words.getFirst()) {
                case "demo" -> shortened.addAll(List.of("--seconds", "2"));
                case "train" -> shortened.addAll(List.of("--steps", "2"));
                default -> {}
            }
            Program.Result result = Program.start(folder, shortened.toArray()).result();
            assertThat(result.code()).as(words + ": " + result.err()).isZero();
        }
    }

    @Test
    void theReadmeHasBoth() throws IOException {
        assertThat(blocks(HOME.resolve("README.md"), "java")).hasSize(1);
        assertThat(blocks(HOME.resolve("README.md"), "cell")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void cellsAreValid(Path page) throws IOException {
        for (String cell : blocks(page, "cell")) {
            assertThat(Cell.parse("page", cell).states()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void programsRun(Path page) throws Exception {
        String program = String.join("\n", blocks(page, "java"));
        if (!program.isEmpty()) {
            Path source = folder.resolve("Snippet.java");
            Files.writeString(source, PROGRAM.formatted(program));
            Files.writeString(
                    folder.resolve("input.txt"), "The quick brown fox jumps over the lazy dog.\n".repeat(120));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter messages = new StringWriter();
            String classPath = System.getProperty("java.class.path");
            boolean compiled = compiler.getTask(
                            messages,
                            null,
                            null,
                            List.of("-cp", classPath, "-d", folder.toString()),
                            null,
                            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
            Process run = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--add-modules=jdk.incubator.vector",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            folder + ":" + classPath,
                            "Snippet")
                    .directory(folder.toFile())
                    .redirectError(folder.resolve("errors").toFile())
                    .start();
            String written = new String(run.getInputStream().readAllBytes());
            assertThat(run.waitFor())
                    .as(Files.readString(folder.resolve("errors")))
                    .isZero();
            if (program.contains(".text(")) {
                assertThat(written).startsWith("The ").hasSizeGreaterThan(500);
            } else {
                assertThat(written).isNotBlank();
            }
        }
    }
}
