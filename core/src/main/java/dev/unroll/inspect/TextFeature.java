package dev.unroll.inspect;

/**
 * Something simple that can be said of each place in a text, and that a hidden unit may have come to track (Karpathy, Johnson
 * and Fei-Fei 2015). The value at a character is that after it has been read.
 */
public enum TextFeature {
    QUOTES("quotes", "inside quotes") {
        @Override
        void fill(int[] text, double[] values) {
            boolean inside = false;
            for (int i = 0; i < text.length; i++) {
                boolean escaped = i > 0 && (text[i - 1] == '\\' || text[i - 1] == '\'');
                boolean paragraphEnds = text[i] == '\n' && i > 0 && text[i - 1] == '\n';
                inside = !paragraphEnds && inside != (text[i] == '"' && !escaped);
                values[i] = inside ? 1 : 0;
            }
        }
    },
    COMMENTS("comments", "inside a comment, /* */ or //") {
        @Override
        void fill(int[] text, double[] values) {
            boolean block = false;
            boolean line = false;
            for (int i = 0; i < text.length; i++) {
                int before = i == 0 ? '\n' : text[i - 1];
                if (block) {
                    block = !(before == '*' && text[i] == '/');
                } else if (line) {
                    line = text[i] != '\n';
                } else if (before == '/') {
                    block = text[i] == '*';
                    line = text[i] == '/';
                }
                values[i] = block || line ? 1 : 0;
            }
        }
    },
    LINE("line", "position in the line") {
        @Override
        void fill(int[] text, double[] values) {
            int position = 0;
            for (int i = 0; i < text.length; i++) {
                position = text[i] == '\n' ? 0 : position + 1;
                values[i] = position;
            }
        }
    },
    WORD("word", "position in the word") {
        @Override
        void fill(int[] text, double[] values) {
            int position = 0;
            for (int i = 0; i < text.length; i++) {
                position = Character.isLetterOrDigit(text[i]) || text[i] == '_' ? position + 1 : 0;
                values[i] = position;
            }
        }
    },
    BRACKETS("brackets", "depth of ( and [") {
        @Override
        void fill(int[] text, double[] values) {
            depth(text, "([", ")]", values);
        }
    },
    BRACES("braces", "depth of {") {
        @Override
        void fill(int[] text, double[] values) {
            depth(text, "{", "}", values);
        }
    },
    INDENTATION("indentation", "spaces before the line's first character") {
        @Override
        void fill(int[] text, double[] values) {
            int width = 0;
            boolean leading = true;
            for (int i = 0; i < text.length; i++) {
                if (text[i] == '\n') {
                    width = 0;
                    leading = true;
                } else if (leading && (text[i] == ' ' || text[i] == '\t')) {
                    width += text[i] == '\t' ? TAB : 1;
                } else {
                    leading = false;
                }
                values[i] = width;
            }
        }
    },
    CAPITALS("capitals", "a capital letter") {
        @Override
        void fill(int[] text, double[] values) {
            for (int i = 0; i < text.length; i++) {
                values[i] = Character.isUpperCase(text[i]) ? 1 : 0;
            }
        }
    },
    SPACE("space", "between words") {
        @Override
        void fill(int[] text, double[] values) {
            for (int i = 0; i < text.length; i++) {
                values[i] = Character.isWhitespace(text[i]) ? 1 : 0;
            }
        }
    };

    private static final int TAB = 4;

    private final String spelling;
    private final String description;

    TextFeature(String spelling, String description) {
        this.spelling = spelling;
        this.description = description;
    }

    abstract void fill(int[] text, double[] values);

    /** Its name on the command line. */
    public String spelling() {
        return spelling;
    }

    public String description() {
        return description;
    }

    /** Its value after each of a text's characters (code points). */
    public double[] of(int[] text) {
        double[] values = new double[text.length];
        fill(text, values);
        return values;
    }

    /** How many are open; one that closes what nothing has opened is passed over. */
    private static void depth(int[] text, String open, String close, double[] values) {
        int depth = 0;
        for (int i = 0; i < text.length; i++) {
            depth += open.indexOf(text[i]) >= 0 ? 1 : 0;
            depth -= close.indexOf(text[i]) >= 0 && depth > 0 ? 1 : 0;
            values[i] = depth;
        }
    }
}
