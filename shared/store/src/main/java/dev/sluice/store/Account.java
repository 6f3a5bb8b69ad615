package dev.sluice.store;

import java.time.Instant;

/**
 * Where money or an allowance is kept: {@code user:<id>} for a balance, {@code key:<id>} for a key's budget, {@code
 * budget:<id>:<seconds>} for the period of a budget that began then.
 */
public record Account(String id) {
    static final String BUDGET = "budget:";
    private static final String USER = "user:";
    private static final String KEY = "key:";

    public static Account ofUser(String userId) {
        return new Account(USER + userId);
    }

    public static Account ofKey(String keyId) {
        return new Account(KEY + keyId);
    }

    public static Account ofBudget(String budgetId, Instant start) {
        return new Account(BUDGET + budgetId + ":" + start.getEpochSecond());
    }

    /** Whether this is the allowance of a key's own budget. */
    boolean isKey() {
        return id.startsWith(KEY);
    }

    /** Whether this is one period of a budget, so that it may have to be made before it is drawn on. */
    public boolean isPeriod() {
        return id.startsWith(BUDGET);
    }

    public boolean isPeriodOf(Budget budget) {
        return isPeriod() && budgetId().equals(budget.id());
    }

    /** The budget that this is a period of. */
    String budgetId() {
        return id.substring(BUDGET.length(), id.lastIndexOf(':'));
    }

    /** When this period began. */
    Instant start() {
        return Instant.ofEpochSecond(Long.parseLong(id.substring(id.lastIndexOf(':') + 1)));
    }

    /** Whether this is a user's balance, whose every change is an entry, and not an allowance. */
    public boolean isBalance() {
        return id.startsWith(USER);
    }
}
