package dev.sluice.wire;

import java.util.Map;
import java.util.TreeMap;

/** How often an upstream has called its own tools for one answer, as units of its usage. Not thread safe; bounded. */
public final class ToolCounts {
    public static final String WEB_SEARCH = "tool/web_search";
    public static final String WEB_FETCH = "tool/web_fetch";

    private static final String PREFIX = "tool/";
    private static final int MOST_TOOLS = 16;
    private static final int LONGEST = 40;

    private final Map<String, Long> counts = new TreeMap<>();

    /** Counts this many calls; names that are none, and what was not called, are passed over. */
    public ToolCounts add(String tool, long calls) {
        if (calls <= 0) {
            return this;
        }
        String unit = PREFIX + tool;
        boolean isNew = !counts.containsKey(unit);
        boolean isName =
                tool.length() <= LONGEST && !tool.isEmpty() && tool.chars().allMatch(ToolCounts::isPlain);
        if (isName && (!isNew || counts.size() < MOST_TOOLS)) {
            counts.merge(unit, calls, Math::addExact);
        }
        return this;
    }

    private static boolean isPlain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    }

    public Map<String, Long> units() {
        return Map.copyOf(counts);
    }
}
