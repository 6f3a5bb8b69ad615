package dev.sluice.model.price;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One price: which calls it is for, when, and what they cost. Never changed once calls are billed by it; a new version of the
 * book has another in its place.
 *
 * @param id given by the database, 0 before
 * @param from requests that arrived before are not meant
 * @param until requests that arrived then or later are not meant
 */
public record PriceRule(
        long id,
        Kind kind,
        Origin origin,
        Scope scope,
        @Nullable Instant from,
        @Nullable Instant until,
        Terms terms) {

    /** Whose money a rule is about. */
    public enum Kind {
        /** What callers pay. */
        SALE,
        /** What the provider charges. */
        PURCHASE,
        /** The provider's public price: what callers pay where no sale price is set, and what it charges where none is known. */
        LIST
    }

    /** Who made a rule; of two that are otherwise for the same, the operator's applies. */
    public enum Origin {
        /** The files of {@code conf/prices}, read at each start. */
        FILE,
        /** The management API. */
        OPERATOR
    }

    /** What a new rule takes the place of. */
    public record Key(Kind kind, Scope scope, @Nullable Instant from) {}

    public PriceRule {
        if (kind == Kind.PURCHASE && scope.group() != null) {
            throw new IllegalArgumentException("what a provider charges does not depend on the caller's group");
        }
        if (from != null && until != null && !from.isBefore(until)) {
            throw new IllegalArgumentException("a price begins before it ends");
        }
    }

    /** A rule that has no number yet, for all times. */
    public static PriceRule of(Kind kind, Origin origin, Scope scope, Terms terms) {
        return new PriceRule(0, kind, origin, scope, null, null, terms);
    }

    /** A sale price in the files, the same for all calls of a model. */
    public static PriceRule flat(String model, long input, long output) {
        return of(Kind.SALE, Origin.FILE, Scope.of(model), Terms.flat(Rates.ofTokens(input, output)));
    }

    public Key key() {
        return new Key(kind, scope, from);
    }

    public PriceRule numbered(long number) {
        return new PriceRule(number, kind, origin, scope, from, until, terms);
    }

    /** Whether it is for requests that arrived then. */
    public boolean isValidAt(long millis) {
        return (from == null || millis >= from.toEpochMilli()) && (until == null || millis < until.toEpochMilli());
    }

    /** Whether it is the same but for its number. */
    boolean saysAs(PriceRule other) {
        return numbered(0).equals(other.numbered(0));
    }
}
