package dev.unroll.expr;

/** Cuts the text of an expression into tokens; mathematical signs become their ASCII equals here. */
final class Lexer {
    enum Kind {
        NUMBER,
        NAME,
        SYMBOL,
        END
    }

    /** One token; {@code text} is its canonical spelling, {@code offset} and {@code end} its place in the whole text. */
    record Token(Kind kind, String text, int offset, int end) {
        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        /** How a message names it. */
        String described() {
            return kind == Kind.END ? "the end" : text;
        }
    }

    private final String text;
    private final int end;
    private int at;

    Lexer(String text, int start, int end) {
        this.text = text;
        this.at = start;
        this.end = end;
    }

    Token next() {
        while (at < end && isBlank(text.codePointAt(at))) {
            at += Character.charCount(text.codePointAt(at));
        }
        int start = at;
        if (at == end) {
            return new Token(Kind.END, "", start, start);
        }
        int c = text.codePointAt(at);
        if (isDigit(at) || (c == '.' && isDigit(at + 1))) {
            return number(start);
        }
        if (Character.isLetter(c) || c == '_') {
            return name(start);
        }
        at += Character.charCount(c);
        return new Token(Kind.SYMBOL, symbol(c, start), start, at);
    }

    private String symbol(int c, int offset) {
        return switch (c) {
            case '+', '-', '*', '/', '^', '(', ')', ',', '=', '²', '³' -> Character.toString(c);
            case '−', '–' -> "-";
            case '⊙', '·', '∘', '×' -> "*";
            default -> throw new ExprException(text, offset, "unexpected character " + Character.toString(c), "");
        };
    }

    private Token number(int start) {
        digits();
        if (at < end && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < end && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            boolean signed = at + 1 < end && (text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+');
            int exponent = at + (signed ? 2 : 1);
            if (isDigit(exponent)) {
                at = exponent;
                digits();
            }
        }
        return new Token(Kind.NUMBER, text.substring(start, at), start, at);
    }

    private void digits() {
        while (isDigit(at)) {
            at++;
        }
    }

    /** Letters, digits, marks, subscripts ({@code hₜ₋₁} or {@code h_{t-1}}), then perhaps a prime. */
    private Token name(int start) {
        while (at < end && isNamePart(text.codePointAt(at))) {
            boolean braces = text.charAt(at) == '_' && at + 1 < end && text.charAt(at + 1) == '{';
            if (braces) {
                int close = text.indexOf('}', at);
                if (close < 0 || close >= end) {
                    throw new ExprException(text, at + 1, "this brace is never closed", "");
                }
                at = close + 1;
            } else {
                at += Character.charCount(text.codePointAt(at));
            }
        }
        String name = text.substring(start, at);
        if (at < end && isPrime(text.charAt(at))) {
            at++;
            name += "'";
            if (at < end && isPrime(text.charAt(at))) {
                throw new ExprException(
                        text, at, "a second prime", "one prime marks the next step; there is no step after");
            }
        }
        return new Token(Kind.NAME, name, start, at);
    }

    private boolean isDigit(int offset) {
        return offset < end && text.charAt(offset) >= '0' && text.charAt(offset) <= '9';
    }

    private static boolean isNamePart(int c) {
        boolean subscript = c >= '₀' && c <= '₋';
        boolean mark = Character.getType(c) == Character.NON_SPACING_MARK;
        return Character.isLetterOrDigit(c) || c == '_' || subscript || mark;
    }

    private static boolean isPrime(char c) {
        return c == '\'' || c == '′' || c == '’';
    }

    private static boolean isBlank(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
    }
}
