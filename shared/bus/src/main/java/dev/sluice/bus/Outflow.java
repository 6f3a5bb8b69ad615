package dev.sluice.bus;

/** The server's end of a stream. Events sent before the head is answered are held back until then. */
public interface Outflow<E> {

    /**
     * Sends an event, whatever the credit is.
     *
     * @return whether there is credit left; if not, stop producing until {@link #onCredit}
     */
    boolean send(E event);

    /** Sends a last event and ends the stream, in one frame. */
    void end(E last);

    /** Ends the stream. */
    void end();

    /** Called each time credit comes back after it had run out. */
    void onCredit(Runnable resume);

    /** Called once when the opener cancels or its node dies; at once if that has happened already. */
    void onCancel(Runnable stop);
}
