package dev.sluice.wire.cohere;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.Seals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seals in the id of a tool call: Cohere has no place for signatures, and the id of a call is the one thing that every
 * client gives back as it was. An id with seals is {@code <id>~<seal>~<seal>…}; {@code ~~} goes before the seal of thoughts
 * that had no text, {@code ~~~} before that of a text.
 */
final class CohereToolIds {
    private static final char MARK = '~';

    private CohereToolIds() {}

    /** What came before a tool call and was sealed. */
    enum Kind {
        THOUGHT("~"),
        /** Thoughts without a text, so that the caller has no block for them. */
        SILENT("~~"),
        TEXT("~~~");

        private final String mark;

        Kind(String mark) {
            this.mark = mark;
        }
    }

    /** The seal of something that came before a tool call. */
    record Thought(Seal seal, Kind kind) {}

    /**
     * An id as its upstream gave it, and what it carried.
     *
     * @param own the seal of the call itself
     */
    record Carried(
            String id, List<Thought> thoughts, @Nullable Seal own) {
        Carried {
            thoughts = List.copyOf(thoughts);
        }
    }

    static String write(String id, List<Thought> thoughts, @Nullable Seal own) {
        StringBuilder text = new StringBuilder(id);
        for (Thought thought : thoughts) {
            text.append(thought.kind().mark);
            text.append(Seals.write(thought.seal(), Dialect.COHERE));
        }
        if (own != null) {
            text.append(MARK).append(Seals.writeForNext(own));
        }
        return text.toString();
    }

    /** Takes the seals off an id; one that carries none is itself, whatever characters it has. */
    static Carried read(String id) {
        int end = firstSeal(id);
        if (end < 0) {
            return new Carried(id, List.of(), null);
        }
        List<Thought> thoughts = new ArrayList<>();
        Seal own = null;
        int marks = 0;
        for (int at = end; at < id.length(); ) {
            int next = id.indexOf(MARK, at + 1);
            int stop = next < 0 ? id.length() : next;
            if (stop == at + 1) {
                marks = Math.min(marks + 1, Kind.values().length - 1);
            } else {
                Seals.Carried carried = Seals.read(id.substring(at + 1, stop), Dialect.COHERE, null);
                if (carried.forNext()) {
                    own = carried.seal();
                } else if (carried.seal().origin() != Dialect.COHERE) {
                    thoughts.add(new Thought(carried.seal(), Kind.values()[marks]));
                }
                marks = 0;
            }
            at = stop;
        }
        return new Carried(id.substring(0, end), thoughts, own);
    }

    /** Where the part with the seals begins, -1 if there is none. */
    private static int firstSeal(String id) {
        for (int at = id.indexOf(MARK); at >= 0; at = id.indexOf(MARK, at + 1)) {
            int from = at + 1;
            while (from < id.length() && id.charAt(from) == MARK) {
                from++;
            }
            int next = id.indexOf(MARK, from);
            String candidate = id.substring(Math.min(from, id.length()), next < 0 ? id.length() : next);
            if (Seals.read(candidate, Dialect.COHERE, null).seal().origin() != Dialect.COHERE) {
                return at;
            }
        }
        return -1;
    }
}
