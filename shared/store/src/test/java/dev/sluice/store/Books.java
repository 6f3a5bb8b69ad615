package dev.sluice.store;

import java.util.List;

/** What can be done to a ledger, so that one history can be played on several and compared. */
interface Books {
    void open(String user, boolean unlimited);

    NodeLife begin(String node);

    long applied(NodeLife life);

    long draw(NodeLife life, Account account, long wanted, long least);

    void giveBack(NodeLife life, Account account, long amount);

    void reclaim(NodeLife life);

    Ledger.Settling settle(NodeLife life, Span span, List<Bill> bills);

    boolean adjust(Account account, long amount, String externalId);

    boolean correct(String callId, long amount, String externalId);

    /** Posted and held of a user. */
    Balance balance(Account account);

    /** Says which invariants do not hold, if any. */
    List<String> violations();
}
