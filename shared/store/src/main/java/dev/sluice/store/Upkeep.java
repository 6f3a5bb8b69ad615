package dev.sluice.store;

import java.time.Duration;

/**
 * Chores of the store that one node at a time does in the background, the one that has {@link Job#UPKEEP}: rolling rows up,
 * and deleting by policy what is older than it is to be kept. Each call does a bounded piece in one short transaction, so that those who write bills
 * meanwhile hardly wait.
 */
public interface Upkeep {

    /**
     * Adds the next rows to the roll-ups, each exactly once.
     *
     * @return how many; none if there are none, or if somebody else has the turn
     */
    int rollUp(String holder);

    /** Deletes the oldest rows that arrived longer ago than this and are in the roll-ups; never an entry. Returns how many. */
    int dropRequests(String holder, Duration kept);

    /**
     * Deletes the oldest explanations of calls: those of calls that arrived longer ago than this (zero: however long ago),
     * and those beyond so many. Returns how many.
     */
    int dropExplanations(String holder, Duration kept, int most);

    /** Deletes the oldest lines of hours that lie in days longer ago than this, and what was unbilled in them. Lines of days stay. Returns how many. */
    int dropHours(String holder, Duration kept);

    /**
     * Deletes the oldest lines of the audit log, of days longer ago than this, and appends one that says so, from which its
     * chain goes on. Returns how many; none while those lines are not what was written.
     */
    int dropAuditLog(String holder, Duration kept);

    /**
     * Checks R1: what the roll-ups come to is what rows and entries up to their marks do, and hours are what days are.
     * Reads every row.
     */
    RollUpCheck check();
}
