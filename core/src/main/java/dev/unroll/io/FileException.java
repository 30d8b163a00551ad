package dev.unroll.io;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file, or what it holds, that cannot be used. The message is one sentence for a person: which file, what is wrong,
 * what to do.
 */
public final class FileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FileException(String message) {
        this(message, null);
    }

    public FileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** The sentence for an operating system's refusal to read {@code file}. */
    public static FileException reading(Path file, IOException cause) {
        return new FileException("cannot read " + file + ": " + reason(cause), cause);
    }

    /** The sentence for an operating system's refusal to write {@code file}. */
    public static FileException writing(Path file, IOException cause) {
        return new FileException("cannot write " + file + ": " + reason(cause), cause);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException n -> "there is no " + n.getFile() + "; check the spelling and the current folder";
            case FileNotFoundException n -> n.getMessage() + "; check the spelling and the current folder";
            case AccessDeniedException a -> "access to " + a.getFile() + " is denied; check its permissions";
            case NotDirectoryException n -> n.getFile() + " is not a folder; name another place";
            case FileAlreadyExistsException x -> x.getFile() + " is in the way; remove it or name another place";
            case FileSystemException f when f.getReason() != null -> remedied(f.getReason());
            default -> remedied(String.valueOf(e.getMessage()));
        };
    }

    /** Adds a remedy to the operating system's own words, which Java passes on untyped. */
    private static String remedied(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("not enough space") || lower.contains("quota")) {
            return "the disk is full; free some space or name a place on another disk";
        }
        if (lower.contains("file too large")) {
            return "the file would be larger than a limit of this system allows (ulimit -f); raise it or name another place";
        }
        if (lower.contains("read-only")) {
            return "the file system is read-only; name a place on another disk";
        }
        if (lower.contains("not a directory")) {
            return "a part of the path is a file, not a folder; name another place";
        }
        if (lower.contains("is a directory")) {
            return "it is a folder; name a file";
        }
        return words;
    }
}
