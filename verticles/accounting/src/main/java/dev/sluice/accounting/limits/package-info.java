/**
 * How often somebody may call: requests and tokens per minute and calls at a time, of keys, users, groups and models.
 *
 * <p>Read {@link dev.sluice.accounting.limits.Limiter} first. A node that is alone counts in {@code LocalLimiter}. In a
 * cluster every subject has an owner ({@code Owners}, by rendezvous hash), which keeps its buckets ({@code Grants}, {@code
 * Reserve}) and lends parts of them to the others, which spend these in memory ({@code Leases}, {@code Holding}). Nothing
 * here knows a bus, a thread or a clock: all are given, so that a simulation drives many nodes in one thread.
 *
 * <p>May import {@code model} and Vert.x's futures. Money and periods are not here but in purses and budgets.
 */
@NullMarked
package dev.sluice.accounting.limits;

import org.jspecify.annotations.NullMarked;
