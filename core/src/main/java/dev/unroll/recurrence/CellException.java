package dev.unroll.recurrence;

import dev.unroll.expr.ExprException;

/** A cell's text that is not a valid recurrence; the message points into it as a compiler does. */
public final class CellException extends ExprException {
    private static final long serialVersionUID = 1L;

    CellException(String cell, ExprException in) {
        super("cell " + cell + ", ", in.text(), in.offset(), in.problem(), in.remedy());
    }
}
