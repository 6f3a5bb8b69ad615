package dev.sluice.wire.gemini;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ids of tool calls. Gemini mostly gives none and ties results to calls by name and order; other dialects cannot do without.
 * Ids made up here begin with {@link #MADE_UP} and are never shown to a Gemini client or upstream.
 */
final class GeminiCallIds {
    static final String MADE_UP = "call_sluice_";
    private static final int RADIX = 36;
    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final String stem;
    private final Set<String> used = new HashSet<>();
    private final List<Open> open = new ArrayList<>();
    private int count;

    /** A call without a result so far. */
    private record Open(String id, String name) {}

    private GeminiCallIds(String stem) {
        this.stem = MADE_UP + stem;
    }

    static GeminiCallIds ofConversation() {
        return new GeminiCallIds("");
    }

    /**
     * Ids for one answer; different ones for each answer, as a conversation has many.
     *
     * @param answer what tells this answer from others
     */
    static GeminiCallIds ofAnswer(String answer) {
        long hash = FNV_START;
        for (int i = 0; i < answer.length(); i++) {
            hash = (hash ^ answer.charAt(i)) * FNV_PRIME;
        }
        return new GeminiCallIds(Long.toUnsignedString(hash, RADIX) + "_");
    }

    static boolean isMadeUp(String id) {
        return id.startsWith(MADE_UP);
    }

    String ofCall(@Nullable String given, String name) {
        String id = given == null || given.isEmpty() ? next() : given;
        used.add(id);
        open.add(new Open(id, name));
        return id;
    }

    /** The id of the call that a result belongs to: the one it names, else the first open call of its tool. */
    String ofResult(@Nullable String given, String name) {
        for (int i = 0; i < open.size(); i++) {
            Open call = open.get(i);
            boolean unnamed = given == null || given.isEmpty();
            if (unnamed ? call.name.equals(name) : call.id.equals(given)) {
                open.remove(i);
                return call.id;
            }
        }
        return given == null || given.isEmpty() ? next() : given;
    }

    private String next() {
        String id = stem + count++;
        while (used.contains(id)) {
            id = stem + count++;
        }
        return id;
    }
}
