package dev.unroll.io;

import java.nio.charset.StandardCharsets;

/**
 * Reads a flat JSON object, such as {@code {"event":"step","step":7,"loss":1.5}}, straight out of bytes: a run has a
 * hundred thousand of them, and a page wants its curve within a second. Whatever is not as plain as our own lines is for
 * {@link Json} to read.
 */
final class MetricLine {
    /** Powers of ten that a double holds exactly. */
    private static final double[] POWERS = new double[23];

    /** Digits that a long takes without overflow. */
    private static final int DIGITS = 18;

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    /** Hears of each member in its order. */
    interface Members {
        /** A text, as the bytes between its quotes. */
        void text(byte[] line, int keyFrom, int keyTo, int from, int to);

        /** A number; NaN for null. */
        void number(byte[] line, int keyFrom, int keyTo, double value);
    }

    private byte[] b = new byte[0];
    private int at;
    private int end;

    /** Returns false where the line is not as plain as expected; some of its members may have been told. */
    boolean read(byte[] line, int from, int to, Members members) {
        b = line;
        at = from;
        end = to;
        if (!take('{')) {
            return false;
        }
        while (true) {
            int keyFrom = at + 1;
            int keyTo = text();
            if (keyTo < 0 || !take(':')) {
                return false;
            }
            if (!value(keyFrom, keyTo, members)) {
                return false;
            }
            if (take(',')) {
                continue;
            }
            return take('}') && at == end;
        }
    }

    private boolean take(int c) {
        if (at < end && b[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean take(String word) {
        int length = word.length();
        if (end - at < length || !new String(b, at, length, StandardCharsets.ISO_8859_1).equals(word)) {
            return false;
        }
        at += length;
        return true;
    }

    private boolean value(int keyFrom, int keyTo, Members members) {
        if (at >= end) {
            return false;
        }
        int first = b[at];
        if (first == '"') {
            int from = at + 1;
            int to = text();
            if (to >= 0) {
                members.text(b, keyFrom, keyTo, from, to);
            }
            return to >= 0;
        }
        if (first == 't' || first == 'f') {
            return take("true") || take("false");
        }
        int before = at;
        double value = first == 'n' && take("null") ? Double.NaN : number();
        members.number(b, keyFrom, keyTo, value);
        return at > before;
    }

    /** Goes past a text in quotes and returns where it ends, or −1 where it is not a plain one. */
    private int text() {
        if (!take('"')) {
            return -1;
        }
        while (at < end && b[at] != '"') {
            if (b[at++] == '\\') {
                return -1;
            }
        }
        int to = at;
        return take('"') ? to : -1;
    }

    /** Goes past a number; where there is none it stays. */
    private double number() {
        int start = at;
        boolean negative = take('-');
        long mantissa = 0;
        int digits = 0;
        int exponent = 0;
        boolean fraction = false;
        int seen = 0;
        for (; at < end; at++) {
            int c = b[at];
            if (c == '.' && !fraction) {
                fraction = true;
            } else if (c >= '0' && c <= '9') {
                seen++;
                if (digits < DIGITS) {
                    mantissa = 10 * mantissa + (c - '0');
                    digits += mantissa == 0 ? 0 : 1;
                    exponent -= fraction ? 1 : 0;
                } else {
                    exponent += fraction ? 0 : 1;
                }
            } else {
                break;
            }
        }
        if (seen == 0) {
            at = start;
            return Double.NaN;
        }
        if (take('E') || take('e')) {
            boolean minus = take('-');
            if (!minus) {
                take('+');
            }
            int written = 0;
            while (at < end && b[at] >= '0' && b[at] <= '9') {
                written = Math.min(10_000, 10 * written + (b[at++] - '0'));
            }
            exponent += minus ? -written : written;
        }
        double value = scaled(mantissa, exponent);
        return negative ? -value : value;
    }

    private static double scaled(long mantissa, int exponent) {
        if (Math.abs(exponent) < POWERS.length) {
            return exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
        }
        return mantissa * Math.pow(10, exponent);
    }
}
