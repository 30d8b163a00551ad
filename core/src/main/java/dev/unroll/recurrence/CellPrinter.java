package dev.unroll.recurrence;

/** Writes a cell as {@link CellParser} reads it, the equals signs under each other. */
final class CellPrinter {
    private CellPrinter() {}

    static String print(Cell cell) {
        int width = cell.equations().stream()
                .mapToInt(e -> e.target().length())
                .max()
                .orElse(0);
        StringBuilder out = new StringBuilder();
        for (Cell.Equation e : cell.equations()) {
            String padding = " ".repeat(width - e.target().length());
            out.append(e.target())
                    .append(padding)
                    .append(" = ")
                    .append(e.value().print())
                    .append('\n');
        }
        cell.inits()
                .forEach((name, init) -> out.append("init ")
                        .append(name)
                        .append(" = ")
                        .append(init.print())
                        .append('\n'));
        return out.toString();
    }
}
