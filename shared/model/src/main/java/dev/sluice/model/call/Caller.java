package dev.sluice.model.call;

/**
 * Who makes a call, as known after its key was accepted.
 *
 * @param group the routing group whose channels this caller may use
 */
public record Caller(String keyId, String userId, String group) {}
