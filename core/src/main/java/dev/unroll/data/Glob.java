package dev.unroll.data;

import java.util.regex.Pattern;

/**
 * A pattern for file names: {@code *} is anything within a name, {@code **} anything across folders, {@code ?} one
 * character, {@code {a,b}} either.
 *
 * <p>A pattern without a slash is matched against the last name of a path, as in {@code .gitignore}; one with a slash
 * against the whole. The JDK's own globs need a {@code Path}, which the names inside an archive need not be, and do not
 * let {@code **}{@code /} stand for no folder at all.
 */
final class Glob {
    private final String glob;
    private final Pattern pattern;
    private final boolean wholePath;

    Glob(String glob) {
        this.glob = glob;
        this.wholePath = glob.contains("/");
        this.pattern = Pattern.compile(regex(glob));
    }

    /** @param path names separated by slashes */
    boolean matches(String path) {
        String subject = wholePath ? path : path.substring(path.lastIndexOf('/') + 1);
        return pattern.matcher(subject).matches();
    }

    private static String regex(String glob) {
        StringBuilder regex = new StringBuilder();
        int depth = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            if (glob.startsWith("**/", i)) {
                regex.append("(?:.*/)?");
                i += 2;
            } else if (glob.startsWith("**", i)) {
                regex.append(".*");
                i++;
            } else if (c == '*') {
                regex.append("[^/]*");
            } else if (c == '?') {
                regex.append("[^/]");
            } else if (c == '{') {
                regex.append("(?:");
                depth++;
            } else if (c == '}' && depth > 0) {
                regex.append(')');
                depth--;
            } else if (c == ',' && depth > 0) {
                regex.append('|');
            } else {
                regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        if (depth > 0) {
            throw new IllegalArgumentException("the pattern " + glob + " has a { without its }; close it");
        }
        return regex.toString();
    }

    @Override
    public String toString() {
        return glob;
    }
}
