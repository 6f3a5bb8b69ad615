package dev.sluice.admin.http;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a management token may be used for, at most: {@code keys:read}, {@code keys:write} (which reads too), or {@code *}
 * for every part of the API.
 */
public record Scopes(List<String> words) {
    public static final Pattern WORD = Pattern.compile("(\\*|[a-z][a-z-]{0,40}):(read|write)");
    private static final String READ = ":read";
    private static final String WRITE = ":write";

    public Scopes {
        words = List.copyOf(words);
    }

    public boolean allows(Route route) {
        return covers(route.area() + (route.writes() ? WRITE : READ));
    }

    /** Whether a token of these scopes may make one that has this. */
    public boolean covers(String word) {
        String area = word.substring(0, word.indexOf(':'));
        boolean reads = word.endsWith(READ);
        return words.stream()
                .anyMatch(held -> held.equals(word)
                        || held.equals("*" + WRITE)
                        || (reads && (held.equals("*" + READ) || held.equals(area + WRITE))));
    }
}
