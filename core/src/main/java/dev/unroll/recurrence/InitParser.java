package dev.unroll.recurrence;

import dev.unroll.expr.ExprParser;
import dev.unroll.expr.Spelling;
import java.util.List;
import java.util.Optional;

/** Reads what stands after {@code init NAME =}. */
final class InitParser {
    private static final List<String> KINDS =
            List.of("uniform", "normal", "fanin", "glorot", "he", "orthogonal", "identity");

    private InitParser() {}

    static Init parse(ExprParser statement) {
        if (!statement.atName()) {
            return new Init.Constant(statement.number());
        }
        int offset = statement.offset();
        String kind = statement.name("an initialiser");
        Optional<Init> named = Init.named(kind);
        if (named.isPresent()) {
            return named.get();
        }
        return switch (kind) {
            case "uniform" -> new Init.Uniform(spread(statement));
            case "normal" -> new Init.Normal(spread(statement));
            default ->
                throw statement.error(
                        offset,
                        "unknown initialiser " + kind,
                        Spelling.nearest(kind, KINDS)
                                .map(near -> "did you mean " + near + "?")
                                .orElse("write a number, uniform(0.08), normal(0.01), fanin, glorot, he, orthogonal or"
                                        + " identity"));
        };
    }

    private static double spread(ExprParser statement) {
        statement.expect("(");
        int offset = statement.offset();
        double spread = statement.number();
        if (spread < 0) {
            throw statement.error(offset, "the spread of a distribution cannot be negative", "");
        }
        statement.expect(")");
        return spread;
    }
}
