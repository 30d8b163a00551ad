package dev.unroll.expr;

/**
 * A text that is not a valid expression. The message reads like a compiler's: what is wrong and where, the line with a
 * caret under the place, and what to do about it.
 */
public class ExprException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final int offset;
    private final String problem;
    private final String remedy;

    /**
     * @param text the whole text that was read
     * @param offset where the problem starts, 0 to the length of the text
     * @param problem what is wrong or was expected, without a full stop
     * @param remedy what to do, or empty where the problem says it all
     */
    public ExprException(String text, int offset, String problem, String remedy) {
        this("", text, offset, problem, remedy);
    }

    /** @param subject what the text is, put before the position, for example {@code "cell lstm, "} */
    protected ExprException(String subject, String text, int offset, String problem, String remedy) {
        super(subject + render(text, offset, problem, remedy));
        this.text = text;
        this.offset = offset;
        this.problem = problem;
        this.remedy = remedy;
    }

    public String text() {
        return text;
    }

    public int offset() {
        return offset;
    }

    /** The line of the problem, from 1. */
    public int line() {
        return lineOf(text, offset);
    }

    /** The column of the problem in characters as a reader counts them (code points), from 1. */
    public int column() {
        return columnOf(text, offset);
    }

    /** What is wrong, one sentence without the position. */
    public String problem() {
        return problem;
    }

    /** What to do about it; may be empty. */
    public String remedy() {
        return remedy;
    }

    private static String render(String text, int offset, String problem, String remedy) {
        int start = lineStart(text, offset);
        int end = text.indexOf('\n', offset);
        String line = text.substring(start, end < 0 ? text.length() : end).stripTrailing();
        // The caret's line repeats the tabs above it, so that both lines are shifted alike.
        String indent = text.substring(start, offset)
                .codePoints()
                .map(c -> c == '\t' ? c : ' ')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return "line " + lineOf(text, offset) + ", column " + columnOf(text, offset) + ": " + problem + "\n    " + line
                + "\n    " + indent + "^" + (remedy.isEmpty() ? "" : "\n" + remedy);
    }

    private static int lineStart(String text, int offset) {
        return offset == 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
    }

    private static int lineOf(String text, int offset) {
        return 1
                + (int) text.substring(0, offset).chars().filter(c -> c == '\n').count();
    }

    private static int columnOf(String text, int offset) {
        return 1 + text.codePointCount(lineStart(text, offset), offset);
    }
}
