package dev.unroll.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the program writes.
 *
 * @param out results: samples, tables, JSON
 * @param err progress and errors
 * @param live whether {@code err} is a terminal, on which a line can be rewritten
 */
record Io(PrintStream out, PrintStream err, boolean live) {
    /** Of this process, in UTF-8 whatever the locale. Java cannot ask whether stderr is a terminal; the launcher can. */
    static Io standard() {
        return new Io(
                new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
                Boolean.getBoolean("unroll.terminal"));
    }
}
