package dev.sluice.model.call;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;

/**
 * May this call be made?
 *
 * @param remoteAddress textual IP address of the client, for the key's CIDR allow-list
 * @param promptTokens estimate of the prompt
 * @param outputTokens the most that the answer may have over all choices
 * @param arrivedAtMillis wall clock of ingress, for the request row only
 */
public record AdmissionRequest(
        CallId call,
        String requestId,
        Credential credential,
        String remoteAddress,
        Dialect dialect,
        Operation operation,
        String model,
        boolean stream,
        long promptTokens,
        long outputTokens,
        long arrivedAtMillis) {}
