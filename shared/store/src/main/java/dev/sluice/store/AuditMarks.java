package dev.sluice.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * How far earlier audits have come, and what the entries up to there come to for each account, so that an audit of a busy
 * ledger looks at what is new and not at all there ever was.
 */
final class AuditMarks {
    private final Handle handle;
    private final long most;

    AuditMarks(Handle handle, long most) {
        this.handle = handle;
        this.most = most;
    }

    /** What is to be looked at next: of each node what is new, at most so many entries. */
    List<Stretch> next() {
        Map<Integer, Long> marks = new HashMap<>();
        handle.createQuery("SELECT node, seq FROM audit_mark")
                .map((rs, ctx) -> Map.entry(rs.getInt(1), rs.getLong(2)))
                .forEach(mark -> marks.put(mark.getKey(), mark.getValue()));
        List<Stretch> next = new ArrayList<>();
        for (Stretch all : Stretch.everything(handle)) {
            long after = marks.getOrDefault(all.node(), 0L);
            long upTo = end(all, after);
            next.add(new Stretch(all.node(), after, upTo, all.applied(), all.lastRow(), all.rowsFrom()));
        }
        return next;
    }

    /** At the end of a batch, as far as that can be seen, because some entries speak for a whole batch. */
    private long end(Stretch all, long after) {
        int node = all.node();
        Optional<Long> beyond = handle.createQuery("SELECT seq FROM entry WHERE node = :node AND seq > :after"
                        + " ORDER BY seq, line LIMIT 1 OFFSET " + most)
                .bind("node", node)
                .bind("after", after)
                .mapTo(Long.class)
                .findOne();
        if (beyond.isEmpty()) {
            return Math.max(after, all.applied());
        }
        long cut = beyond.get();
        return PurchaseAudit.endOfBatch(handle, node, after, cut)
                .or(() -> maySpeakOf(all, after, cut)
                        ? PurchaseAudit.nextEndOfBatch(handle, node, cut, all.applied())
                        : Optional.empty())
                .orElse(cut);
    }

    /**
     * Whether a later entry may speak for some of these. Asked first, as where nothing is bought there is none to find, and
     * looking for it would mean reading all that is not audited yet, for each piece.
     */
    private boolean maySpeakOf(Stretch all, long after, long upTo) {
        return all.rowsFrom() > after + 1 || PurchaseAudit.isBought(handle, all.node(), after, upTo);
    }

    /** How many records of the nodes' journals these do not come to. */
    static long behind(List<Stretch> stretches) {
        return stretches.stream()
                .mapToLong(stretch -> Math.max(0, stretch.applied() - stretch.upTo()))
                .sum();
    }

    static boolean reachTheEnd(List<Stretch> stretches) {
        return stretches.stream().allMatch(stretch -> stretch.upTo() >= stretch.applied());
    }

    /** What entries up to the marks come to, by account. */
    Map<String, Long> sums() {
        Map<String, Long> sums = new HashMap<>();
        handle.createQuery("SELECT account, posted FROM audit_sum")
                .map((rs, ctx) -> Map.entry(rs.getString(1), rs.getLong(2)))
                .forEach(sum -> sums.put(sum.getKey(), sum.getValue()));
        return sums;
    }

    /** Moves the marks on, unless another node's audit has: then nothing is changed. */
    static void advance(Handle handle, List<Stretch> seen, Map<String, Long> moved) {
        for (Stretch stretch : seen) {
            if (stretch.upTo() > stretch.after() && !advance(handle, stretch)) {
                throw new StoreConflict("another audit was faster");
            }
        }
        new TreeMap<>(moved).forEach((account, amount) -> add(handle, account, amount));
    }

    private static boolean advance(Handle handle, Stretch stretch) {
        return stretch.after() == 0
                ? handle.execute("INSERT INTO audit_mark (node, seq) VALUES (?, ?)", stretch.node(), stretch.upTo())
                        == 1
                : handle.execute(
                                "UPDATE audit_mark SET seq = ? WHERE node = ? AND seq = ?",
                                stretch.upTo(),
                                stretch.node(),
                                stretch.after())
                        == 1;
    }

    private static void add(Handle handle, String account, long amount) {
        if (amount != 0
                && handle.execute("UPDATE audit_sum SET posted = posted + ? WHERE account = ?", amount, account) == 0) {
            handle.execute("INSERT INTO audit_sum (account, posted) VALUES (?, ?)", account, amount);
        }
    }
}
