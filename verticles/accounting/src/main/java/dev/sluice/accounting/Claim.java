package dev.sluice.accounting;

import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.Unit;

/**
 * What a call that has not ended may take of one account: the most it can come to.
 *
 * @param amount in the account's unit; nothing is set aside for a claim of zero, such as an unlimited user's, but what the
 *     call comes to is charged all the same
 */
record Claim(Account account, Unit unit, long amount) {

    /** What is charged in the end, with so much of it out of what was drawn. */
    Bill.Charge charge(Spent spent, long fromSlice) {
        return new Bill.Charge(account, spent.in(unit), fromSlice);
    }
}
