package dev.unroll.data;

import java.util.ArrayList;
import java.util.List;

/** Numbers code points in the order in which a text first shows them, and remembers where that was. */
final class SymbolTable {
    /** A code point, and the text and the place in it, counted in characters from 0, where it first stood. */
    record Symbol(int codePoint, String text, long position) {}

    /** By code point, its number plus one; 0 where it has not been seen. */
    private final int[] numbers = new int[Character.MAX_CODE_POINT + 1];

    private final List<Symbol> symbols = new ArrayList<>();

    /** The number of a code point, or -1 if it is new. */
    int find(int codePoint) {
        return numbers[codePoint] - 1;
    }

    int add(int codePoint, String text, long position) {
        symbols.add(new Symbol(codePoint, text, position));
        numbers[codePoint] = symbols.size();
        return symbols.size() - 1;
    }

    int size() {
        return symbols.size();
    }

    List<Symbol> symbols() {
        return symbols;
    }
}
