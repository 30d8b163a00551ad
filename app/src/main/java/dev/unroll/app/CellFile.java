package dev.unroll.app;

import dev.unroll.io.FileException;
import dev.unroll.recurrence.Cell;
import dev.unroll.recurrence.CellException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cell as an option names it: one of the library's, or a file of equations. */
final class CellFile {
    private static final String EXTENSION = ".cell";

    private CellFile() {}

    /**
     * Finds the cell.
     *
     * @throws IllegalArgumentException if the library has none of that name
     * @throws FileException if the file cannot be read or its equations are wrong
     */
    static Cell find(String nameOrFile) {
        if (!nameOrFile.endsWith(EXTENSION) && !nameOrFile.contains("/")) {
            return Cell.library(nameOrFile);
        }
        Path file = Path.of(nameOrFile);
        try {
            String name = file.getFileName().toString();
            String stem = name.endsWith(EXTENSION) ? name.substring(0, name.length() - EXTENSION.length()) : name;
            return Cell.parse(stem, Files.readString(file));
        } catch (CellException e) {
            throw new FileException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw FileException.reading(file, e);
        }
    }
}
