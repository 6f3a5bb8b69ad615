package dev.sluice.model.call;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import org.jspecify.annotations.Nullable;

/**
 * May this call be made?
 *
 * @param remoteAddress textual IP address of the client, for the key's CIDR allow-list
 * @param promptTokens estimate of the prompt
 * @param outputTokens the most that the answer may have over all choices
 * @param arrivedAtMillis wall clock of ingress, for the request row only
 * @param tier the service tier that the caller asks for, absent for the usual one
 * @param documents how many documents are to be ranked
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
        long arrivedAtMillis,
        @Nullable String tier,
        int documents) {}
