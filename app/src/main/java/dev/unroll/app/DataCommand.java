package dev.unroll.app;

import dev.unroll.io.FileException;
import dev.unroll.io.JsonObject;
import dev.unroll.tasks.catalog.Catalog;
import dev.unroll.tasks.catalog.Catalog.PublicFile;
import dev.unroll.tasks.catalog.Catalog.PublicSet;
import dev.unroll.tasks.catalog.Fetch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code data}: public data sets. */
@Command(
        name = "data",
        description = "List public data sets, and fetch them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "list|get")
final class DataCommand {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final double PATIENCE_SECONDS = 2;

    private DataCommand() {}

    static CommandLine line(Io io) {
        return new CommandLine(new DataCommand())
                .addSubcommand(new ListCommand(io))
                .addSubcommand(new GetCommand(io));
    }

    @Command(
            name = "list",
            description = "List what there is, with licences and origins.",
            mixinStandardHelpOptions = true)
    private static final class ListCommand implements Callable<Integer> {
        private final Io io;

        @Option(names = "--json", description = "Print them as a JSON object.")
        private boolean json;

        ListCommand(Io io) {
            this.io = io;
        }

        @Override
        public Integer call() {
            List<PublicSet> sets = Catalog.standard().sets();
            if (json) {
                io.out()
                        .println(new JsonObject()
                                .put(
                                        "sets",
                                        sets.stream().map(PublicSet::toJson).toList()));
                return 0;
            }
            for (PublicSet set : sets) {
                io.out().printf(Locale.ROOT, "%-19s%7.1f MB  %s%n", set.name(), set.bytes() / 1e6, set.about());
                io.out().printf("%31s%s%n", "", set.licence());
                io.out().printf("%31s%s%n", "", set.files().getFirst().origin());
            }
            return 0;
        }
    }

    @Command(
            name = "get",
            description =
                    "Fetch a set; what another try has brought, or the folder in UNROLL_DATA has, is not fetched again.",
            mixinStandardHelpOptions = true)
    private static final class GetCommand implements Callable<Integer> {
        private final Io io;

        @Parameters(paramLabel = "NAME", description = "A set, as data list has it.")
        private String name = "";

        @Option(
                names = "--out",
                paramLabel = "FOLDER",
                description = "The folder of data (default: ${DEFAULT-VALUE}).",
                defaultValue = "data")
        private Path out = Path.of("data");

        private long began;
        private long shown;

        GetCommand(Io io) {
            this.io = io;
        }

        @Override
        public Integer call() {
            PublicSet set = Usage.check(() -> Catalog.standard().find(name));
            String local = System.getenv("UNROLL_DATA");
            Fetch fetch = new Fetch(out, local == null || local.isEmpty() ? null : Path.of(local), PAUSE);
            io.err().println(set.about() + "\nlicence: " + set.licence());
            for (PublicFile file : set.files()) {
                began = System.nanoTime();
                shown = began;
                Fetch.Source source = fetch.get(file, this::show);
                String how = switch (source) {
                    case THERE -> "was there";
                    case LOCAL -> "copied from " + local;
                    case DOWNLOADED -> "downloaded";
                };
                io.err().printf("%s: %s, checked%n", file.file(), how);
                io.out().println(out.resolve(file.file()));
            }
            if (io.out().checkError()) {
                throw new FileException("cannot write to the standard output; see who reads it");
            }
            return 0;
        }

        private void show(PublicFile file, long bytes) {
            long now = System.nanoTime();
            if ((now - shown) * 1e-9 < PATIENCE_SECONDS) {
                return;
            }
            shown = now;
            double seconds = (now - began) * 1e-9;
            double share = (double) bytes / file.bytes();
            io.err()
                    .printf(
                            Locale.ROOT,
                            "%s: %.1f of %.1f MB  %.2f MB/s  %s%n",
                            file.file(),
                            bytes / 1e6,
                            file.bytes() / 1e6,
                            bytes / 1e6 / seconds,
                            Console.left(seconds, share));
        }
    }
}
