package dev.sluice.store;

/** What users, groups and keys may use, and how money comes to them other than by a call. Thread safe; every method blocks. */
public interface Accounts {

    Budgets budgets();

    RateLimits rateLimits();

    Groups groups();

    Gifts gifts();

    Redemptions redemptions();

    Topups topups();

    Invitations invitations();

    Statements statements();

    Notices notices();
}
