package dev.unroll.app;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts this program once more, to outlive the one that starts it. */
final class Again {
    private Again() {}

    /**
     * Starts the program without input.
     *
     * @param words after its name
     * @param folder to start it in
     * @param log where all it says is written
     */
    static Process start(List<String> words, Path folder, Path log) throws IOException {
        List<String> command = new ArrayList<>();
        if (!isWindows()) {
            // Ctrl-C goes to all that the terminal has started; this is not to be stopped with the page.
            command.addAll(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\""));
        }
        command.addAll(program());
        command.addAll(words);
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(Redirect.from(new File(isWindows() ? "NUL" : "/dev/null")))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }

    /** The launcher; where it has not started us, as in a test, Java and our own class path. */
    private static List<String> program() {
        String home = System.getProperty("unroll.home");
        return home != null
                ? List.of(Path.of(home, "unroll").toString())
                : List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName());
    }
}
