package dev.sluice.ingress.names;

import java.util.List;

/** A pattern of names, in which each {@code *} stands for any characters, or none. */
record NamePattern(List<String> pieces) {
    NamePattern {
        pieces = List.copyOf(pieces);
    }

    static NamePattern of(String pattern) {
        return new NamePattern(List.of(pattern.split("\\*", -1)));
    }

    /** Whether the whole name is of this pattern. Takes each piece as early as it comes, which is enough. */
    boolean matches(String name) {
        String first = pieces.getFirst();
        String last = pieces.getLast();
        if (pieces.size() == 1) {
            return name.equals(first);
        }
        if (!name.startsWith(first) || !name.endsWith(last) || name.length() < first.length() + last.length()) {
            return false;
        }
        int at = first.length();
        int end = name.length() - last.length();
        for (String piece : pieces.subList(1, pieces.size() - 1)) {
            int found = name.indexOf(piece, at);
            if (found < 0 || found + piece.length() > end) {
                return false;
            }
            at = found + piece.length();
        }
        return true;
    }
}
