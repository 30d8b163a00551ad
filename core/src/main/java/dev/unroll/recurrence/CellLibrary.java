package dev.unroll.recurrence;

import dev.unroll.expr.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The cells that come with Unroll, resources beside this class. */
final class CellLibrary {
    static final List<String> NAMES = List.of(
            "rnn",
            "rnn-relu",
            "rnn-preact",
            "lstm",
            "lstm-peephole",
            "lstm-cifg",
            "lstm-fgr",
            "lstm-nig",
            "lstm-nfg",
            "lstm-nog",
            "lstm-niaf",
            "lstm-noaf",
            "lstm-additive",
            "lstm-ln",
            "gru",
            "gru-torch",
            "mgu",
            "mut1",
            "mut2",
            "mut3",
            "rhn",
            "mingru",
            "minlstm",
            "rglru",
            "rwkv");

    private CellLibrary() {}

    static Cell load(String name) {
        if (!NAMES.contains(name)) {
            String nearest = Spelling.suggestion(name, NAMES);
            throw new IllegalArgumentException("unknown cell " + name + "; there are " + String.join(", ", NAMES)
                    + (nearest.isEmpty() ? "" : "; " + nearest));
        }
        try (InputStream in = CellLibrary.class.getResourceAsStream(name + ".cell")) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + ".cell is missing from this build");
            }
            return Cell.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
