/**
 * Picks the channels to try, and keeps their health. Pure computation on an immutable snapshot of the catalog; no I/O but
 * reading that catalog.
 *
 * <p>Read {@link dev.sluice.router.Router} for what it does, {@code Selection} for how it chooses, {@code ChannelHealth} for
 * when a channel rests. May import {@code model}, {@code bus} and {@code store}.
 */
@NullMarked
package dev.sluice.router;

import org.jspecify.annotations.NullMarked;
