package dev.unroll.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who holds a run, as a file beside its lock says: a process by its number and, since numbers are used again, by when it
 * began. To try the lock itself would stand in the way of a training that is about to begin.
 *
 * @param started milliseconds since 1970, 0 where the system does not tell
 */
record Holder(long process, long started) {
    private static final int LONGEST = 64;

    static Holder current() {
        return of(ProcessHandle.current());
    }

    private static Holder of(ProcessHandle process) {
        long started = process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
        return new Holder(process.pid(), started);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, process + " " + started + "\n");
    }

    static boolean isAlive(Path file) {
        return read(file)
                .flatMap(holder -> ProcessHandle.of(holder.process).filter(p -> of(p).equals(holder)))
                .isPresent();
    }

    private static Optional<Holder> read(Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) > LONGEST) {
                return Optional.empty();
            }
            String[] words = Files.readString(file).strip().split(" ", -1);
            return words.length == 2
                    ? Optional.of(new Holder(Long.parseLong(words[0]), Long.parseLong(words[1])))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // another program's, or being written at this moment
        }
    }
}
