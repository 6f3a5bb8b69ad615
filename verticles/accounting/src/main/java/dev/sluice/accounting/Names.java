package dev.sluice.accounting;

/** Names that callers chose, cut to a length that rows and messages bear. */
final class Names {
    private static final int LONGEST = 200;

    private Names() {}

    static String cut(String name) {
        if (name.length() <= LONGEST) {
            return name;
        }
        int end = Character.isHighSurrogate(name.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return name.substring(0, end);
    }

    static String quoted(String name) {
        return "`" + cut(name) + "`";
    }
}
