package dev.sluice.store;

/** Where money or an allowance is kept: {@code user:<id>} for a balance, {@code key:<id>} for a key's budget. */
public record Account(String id) {
    public static Account ofUser(String userId) {
        return new Account("user:" + userId);
    }

    public static Account ofKey(String keyId) {
        return new Account("key:" + keyId);
    }

    /** Whether this is an allowance and not money. */
    public boolean isKey() {
        return id.startsWith("key:");
    }
}
