package dev.sluice.launcher.reliability;

import dev.sluice.testkit.UsageLie;
import dev.sluice.testkit.load.PlannedUpstream;
import dev.sluice.testkit.load.PlannedUpstream.Sent;
import dev.sluice.testkit.load.Seen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Holds the books against what callers saw and what the upstream sent. Nothing here believes the gateway: neither its
 * counters, nor what it says of an end.
 */
final class Comparison {
    private static final String CALLER_LEFT = "CALLER_LEFT";
    private static final int SHOWN = 3;

    private final List<Seen> seen;
    private final PlannedUpstream upstream;
    private final Map<String, List<Row>> rows;
    private final List<String> odd = new ArrayList<>();

    Comparison(List<Seen> seen, PlannedUpstream upstream, Map<String, List<Row>> rows) {
        this.seen = seen;
        this.upstream = upstream;
        this.rows = rows;
    }

    long calls() {
        return seen.size();
    }

    long ended() {
        return seen.stream().filter(Seen::ended).count();
    }

    long left() {
        return seen.stream().filter(Seen::left).count();
    }

    /** Calls of which the caller has the end, and which the books do not have: free ones. */
    long endSeenNotSettled() {
        return count(
                "its end was seen and it has no row",
                s -> s.ended() && rowsOf(s).isEmpty());
    }

    /** Calls of which the caller has something, and which the books do not have. */
    long contentSeenNotSettled() {
        return count(
                "content was seen and it has no row",
                s -> s.hadContent() && rowsOf(s).isEmpty());
    }

    /** Calls that the books know nothing of, though a gateway answered. */
    long withoutRow() {
        return count("it has no row", s -> rowsOf(s).isEmpty());
    }

    /** Calls that are in the books twice. */
    long doubled() {
        return rows.values().stream().filter(list -> list.size() > 1).count();
    }

    /** Calls that were charged for though the upstream sent nothing for them. */
    long chargedForNothing() {
        return count(
                "it was charged for and nothing was sent",
                s -> rowsOf(s).stream().anyMatch(row -> row.isBilled() && !row.isOrphan())
                        && upstream.sent(s.ask().id()).contents() == 0
                        && !upstream.sent(s.ask().id()).usage());
    }

    /** Calls that were in progress when their node was killed, and were settled by its next life. */
    long orphans() {
        return seen.stream()
                .filter(s -> rowsOf(s).stream().anyMatch(Row::isOrphan))
                .count();
    }

    /** Calls whose bill is not what the logs say, give or take a chunk where the upstream did not report. */
    long billedWrongly() {
        return count(
                "its bill is wrong",
                s -> s.hadContent()
                        && rowsOf(s).size() == 1
                        && !isRight(s, rowsOf(s).getFirst()));
    }

    /** The first few calls that were counted, in words. */
    String odd() {
        return String.join("\n", odd);
    }

    private boolean isRight(Seen call, Row row) {
        Sent sent = upstream.sent(call.ask().id());
        UsageLie lie = call.ask().plan().lie();
        boolean reported = sent.usage() && (lie == UsageLie.HONEST || lie == UsageLie.TWICE || lie == UsageLie.EARLY);
        boolean asReported = row.prompt() == call.ask().plan().prompt()
                && row.output() == call.ask().plan().completion();
        if (call.ended() && reported) {
            return asReported;
        }
        if (!call.ask().streamed()) {
            return true; // how much of a whole document was produced is not for the logs to say
        }
        // Not less than the caller has, if the caller left; what a killed node had not written down yet may be missing.
        boolean left = row.end().equals(CALLER_LEFT) && !row.isOrphan();
        int least = call.ended() || left ? call.contents() - 1 : 0;
        return (reported && asReported) || (row.output() >= least && row.output() <= sent.contents() + 1);
    }

    private List<Row> rowsOf(Seen call) {
        return rows.getOrDefault(call.ask().id(), List.of());
    }

    private long count(String what, Predicate<Seen> which) {
        List<Seen> found = seen.stream().filter(which).toList();
        found.stream()
                .limit(SHOWN)
                .forEach(s -> odd.add("# %s: %s, upstream %s, books %s"
                        .formatted(what, s, upstream.sent(s.ask().id()), rowsOf(s))));
        return found.size();
    }
}
