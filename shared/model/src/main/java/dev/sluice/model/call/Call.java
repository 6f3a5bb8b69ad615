package dev.sluice.model.call;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;

/**
 * One request, made once in ingress and never changed; each step of its journey returns a record of its own.
 *
 * @param id the gateway's own id
 * @param requestId what client and logs know it by: the caller's {@code X-Request-Id} if that was sane, else {@code id}
 * @param dialect what the caller speaks
 * @param body the request as it came, checked against its outline
 */
public record Call(CallId id, String requestId, Dialect dialect, Operation operation, Outline outline, Bytes body) {}
