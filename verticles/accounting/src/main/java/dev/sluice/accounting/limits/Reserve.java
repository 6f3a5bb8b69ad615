package dev.sluice.accounting.limits;

import dev.sluice.model.call.Lease.Granted;
import dev.sluice.model.call.Lease.Part;
import dev.sluice.model.call.LeaseRequest;
import dev.sluice.model.call.LeaseRequest.Draw;
import dev.sluice.model.call.LeaseRequest.Need;
import dev.sluice.model.call.LeaseRequest.Slots;
import dev.sluice.model.catalog.KeyLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the owner of one subject keeps: its buckets, and who holds how many slots. Whoever uses it holds its lock. */
final class Reserve {
    static final long SLOT_TTL = Duration.ofSeconds(10).toNanos();
    /** In which every node that is alive has said what slots it holds: a renewal and some delay. */
    static final long SETTLING = Duration.ofMillis(3_500).toNanos();

    private static final long NOTHING_HERE = Duration.ofSeconds(1).toNanos();
    private static final long SLOT_RETRY = Duration.ofMillis(50).toNanos();
    private static final double START = 20;
    private static final long SOON = Duration.ofMillis(1).toNanos();

    private final long mark;
    private final Map<String, Stake> stakes = new HashMap<>(4);
    private long epoch;
    private long since;
    private @Nullable MinuteLimit requests;
    private @Nullable MinuteLimit tokens;
    private boolean retired;

    /** What one node has told last, and the slots that it holds until then. */
    private record Stake(long life, long sequence, long slots, long until) {
        static Stake none(long life, long now) {
            return new Stake(life, Long.MIN_VALUE, 0, now);
        }

        long slotsAt(long now) {
            return now - until < 0 ? slots : 0;
        }
    }

    Reserve(long mark, View view) {
        this.mark = mark;
        this.epoch = view.epoch();
        this.since = view.ownedSince(mark);
    }

    boolean isRetired() {
        return retired;
    }

    /** Gives itself up if a new one would say the same. */
    boolean retire(View view, long now) {
        boolean foreign = !view.isMine(mark);
        stakes.values().removeIf(stake -> now - stake.until() >= 0);
        retired = foreign || (stakes.isEmpty() && isFull(requests, now) && isFull(tokens, now));
        return retired;
    }

    private static boolean isFull(@Nullable MinuteLimit limit, long now) {
        if (limit != null) {
            limit.refill(now);
        }
        return limit == null || limit.isFull();
    }

    /** Answers a need; one that came before, or after a later one, gets nothing and changes nothing. */
    Part answer(LeaseRequest from, Need need, View view, long now) {
        follow(view);
        Stake known = stakes.get(from.node());
        Stake stake = known != null && known.life() == from.life() ? known : Stake.none(from.life(), now);
        if (stake.sequence() >= from.sequence()) {
            return new Part(true, nothing(need.requests()), nothing(need.tokens()), null);
        }
        KeyLimits most = need.limits();
        requests = refreshed(requests, most.requestsPerMinute(), view, now);
        tokens = refreshed(tokens, most.tokensPerMinute(), view, now);
        Slots slots = need.slots();
        Long concurrency = most.concurrency();
        Granted placed = slots == null || concurrency == null
                ? null
                : place(from.node(), slots, (long) view.side(concurrency), now);
        long held = placed == null ? stake.slotsAt(now) : placed.amount();
        stakes.put(from.node(), new Stake(from.life(), from.sequence(), held, now + SLOT_TTL));
        return new Part(
                true,
                draw(requests, need.requests(), new Terms(most.requestsPerMinute(), view, now)),
                draw(tokens, need.tokens(), new Terms(most.tokensPerMinute(), view, now)),
                placed);
    }

    /** After a change of members: what this node did not own all the time is void, and who is gone holds nothing. */
    private void follow(View view) {
        if (epoch == view.epoch()) {
            return;
        }
        epoch = view.epoch();
        stakes.keySet().retainAll(view.nodes());
        long owned = view.ownedSince(mark);
        if (owned - since > 0) {
            since = owned;
            requests = null;
            tokens = null;
            stakes.clear();
        }
    }

    private static @Nullable Granted nothing(@Nullable Draw draw) {
        return draw == null ? null : new Granted(0, 0, SOON, 0);
    }

    /**
     * A limit that this node came to own starts almost empty, as of then: what was taken of it before is not known. A twentieth
     * lets callers who are far from their limits go on at once.
     */
    private @Nullable MinuteLimit refreshed(@Nullable MinuteLimit bucket, @Nullable Long limit, View view, long now) {
        if (limit == null) {
            return null;
        }
        double side = view.side(limit);
        MinuteLimit current = bucket == null
                ? new MinuteLimit(limit, side, Math.min(side, Math.max(1, side / START)), since)
                : bucket;
        current.refill(limit, side, now);
        return current;
    }

    /** What a question is answered by. */
    private record Terms(@Nullable Long limit, View view, long now) {}

    /** Near the end of a bucket only what is needed is granted, so that it comes out exact; ahead only if there is plenty. */
    private static @Nullable Granted draw(@Nullable MinuteLimit bucket, @Nullable Draw draw, Terms terms) {
        Long limit = terms.limit();
        long now = terms.now();
        if (bucket == null || draw == null || limit == null) {
            return null;
        }
        if (terms.view().side(limit) <= 0) {
            return new Granted(0, 0, NOTHING_HERE, 0);
        }
        if (draw.quiet() > 0) {
            bucket.rest(draw.quiet(), now);
        }
        bucket.take(draw.owed(), now);
        if (draw.back() > 0 && draw.backAge() < Window.LENGTH) {
            bucket.giveBack(draw.back(), now - draw.backAge());
        }
        long amount = needed(bucket, draw, now);
        bucket.take(amount, now);
        long ahead = 0;
        if (amount == draw.need()) {
            long spare = bucket.left()
                    - terms.view().slice(limit) * terms.view().nodes().size();
            ahead = Math.clamp(spare, 0, draw.ahead());
            // May be used until the lease ends, and counts a minute from then.
            bucket.take(ahead, now + Pool.TTL);
        }
        long wait = amount >= draw.need() ? 0 : Math.max(SOON, bucket.waitFor(draw.least(), now));
        return new Granted(amount + ahead, bucket.left(), wait, bucket.quiet(now));
    }

    private static long needed(MinuteLimit bucket, Draw draw, long now) {
        if (draw.need() == 0 || bucket.waitFor(draw.need(), now) == 0) {
            return draw.need();
        }
        return bucket.waitFor(draw.least(), now) == 0 ? Math.max(draw.least(), bucket.left()) : 0;
    }

    /** Slots that calls run in cannot be taken back; a new owner first hears of all who hold some. */
    private Granted place(String node, Slots slots, long most, long now) {
        long others = 0;
        for (Map.Entry<String, Stake> other : stakes.entrySet()) {
            others += other.getKey().equals(node) ? 0 : other.getValue().slotsAt(now);
        }
        boolean settling = now - since < SETTLING;
        long free = Math.max(0, most - others);
        long held = settling ? Math.min(slots.wanted(), slots.held()) : Math.min(slots.wanted(), free);
        long amount = Math.max(held, slots.inUse());
        long wait = amount >= slots.wanted() ? 0 : settling ? SETTLING - (now - since) : SLOT_RETRY;
        return new Granted(amount, Math.max(0, free - amount), wait, 0);
    }
}
