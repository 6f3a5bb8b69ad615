package dev.sluice.store;

/** {@link Accounts} over JDBC. */
record JdbcAccounts(
        Budgets budgets,
        RateLimits rateLimits,
        Groups groups,
        Gifts gifts,
        Redemptions redemptions,
        Topups topups,
        Invitations invitations,
        Statements statements,
        Notices notices)
        implements Accounts {
    JdbcAccounts(Configuration configuration) {
        this(configuration, configuration.database());
    }

    private JdbcAccounts(Configuration configuration, Database database) {
        this(
                new JdbcBudgets(configuration),
                new JdbcRateLimits(configuration),
                new JdbcGroups(configuration),
                (userId, amount, reason, externalId) -> give(
                        database, Account.ofUser(userId), amount.value(), new Entry.Cause(reason, externalId, null)),
                new JdbcRedemptions(database),
                new JdbcTopups(database),
                new JdbcInvitations(configuration),
                new JdbcStatements(database),
                new JdbcNotices(database));
    }

    private static boolean give(Database database, Account user, long amount, Entry.Cause cause) {
        if (amount <= 0) {
            throw new IllegalArgumentException("a gift is more than nothing");
        }
        return database.writeOnce(new DeskBooking(Entry.Kind.GIFT, Entry.PROMO, user, amount, cause)::book);
    }
}
