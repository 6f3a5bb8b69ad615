package dev.sluice.admin.http;

/** Lets a request in, or not. Asked on a virtual thread; may block. */
@FunctionalInterface
public interface Doorkeeper {

    /**
     * Recognises the caller.
     *
     * @throws dev.sluice.model.call.GatewayException of kind {@code UNAUTHENTICATED}
     */
    Admission admit(Route route, Presented presented);
}
