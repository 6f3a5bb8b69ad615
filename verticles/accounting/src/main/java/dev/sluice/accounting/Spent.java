package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.store.Unit;

/** What a call came to, in every unit that an account may be counted in. */
record Spent(long requests, long tokens, NanoDollars cost) {
    static final Spent NOTHING = new Spent(0, 0, NanoDollars.ZERO);

    long in(Unit unit) {
        return switch (unit) {
            case REQUESTS -> requests;
            case TOKENS -> tokens;
            case COST -> cost.value();
        };
    }
}
