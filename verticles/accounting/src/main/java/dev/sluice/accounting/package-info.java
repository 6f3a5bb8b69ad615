/**
 * Who may spend how much: admission, limits, holds, settlement.
 *
 * <p>Read {@link dev.sluice.accounting.Accounting} first: what a node shares. Then the two halves of a call, {@code
 * Admissions} and {@code Settlements}; {@code Tally} has the policy for each way in which a call can end. Keys are in
 * {@code KeyRing}, money in {@code Purses} (in memory), limits in the package
 * {@link dev.sluice.accounting.limits}, prices in {@link dev.sluice.accounting.Pricing}. What must not be lost goes
 * through {@code Recorder} into the node's journal and through {@code Shipper} from there to the books; {@code Takeover} is
 * what a start does with what the last life has left.
 *
 * <p>May import {@code bus}, {@code store} and {@code journal}. Nothing here blocks an event loop: whatever waits for the database is done
 * at the {@code Desk}.
 */
@NullMarked
package dev.sluice.accounting;

import org.jspecify.annotations.NullMarked;
