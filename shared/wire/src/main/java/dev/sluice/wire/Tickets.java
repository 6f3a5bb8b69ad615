package dev.sluice.wire;

import dev.sluice.model.Bytes;

/** How the tickets of one vendor are read. Pure: who reads one has called nobody. Stateless; shared by all threads. */
public interface Tickets {

    /** Reads a body that came with a good status; {@link Ticket#isPending} is not so if it is no ticket. */
    Ticket read(Bytes body);

    /** Whether a host, in lower case, is the vendor's own, to which a channel's key may be taken from its other hosts. */
    boolean isVendors(String host);

    /** Whether nothing follows this event but what {@link #closing} adds, so that the work is over. */
    boolean isLast(Frame event);

    /**
     * What a stream does not say at its end but the ticket does, in an event that the vendor's reader takes for the last.
     *
     * @param body of the ticket as it stands at the end; empty if it could not be had
     */
    Bytes closing(Bytes body);
}
