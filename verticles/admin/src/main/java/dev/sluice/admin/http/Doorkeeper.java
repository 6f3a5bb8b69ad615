package dev.sluice.admin.http;

import org.jspecify.annotations.Nullable;

/** Lets a request in, or not. Asked on a virtual thread; may block. */
@FunctionalInterface
public interface Doorkeeper {

    /**
     * Recognises the caller.
     *
     * @param bearer the token of the {@code Authorization} header, absent when there is none of that form
     * @throws dev.sluice.model.call.GatewayException of kind {@code UNAUTHENTICATED} or {@code FORBIDDEN}
     */
    Principal admit(Role needed, @Nullable String bearer);
}
