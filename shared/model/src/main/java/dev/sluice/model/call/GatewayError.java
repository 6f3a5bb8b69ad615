package dev.sluice.model.call;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An expected failure, ready to be said in any dialect.
 *
 * @param kind the class of failure; gives status, type and code unless those are set
 * @param status HTTP status
 * @param message one sentence for the caller, naming what is wrong; no host names, no secrets
 * @param code the dialect-neutral error code, such as {@code model_not_found}
 * @param param the request field at fault, if one is
 * @param retryAfter when to try again, if that may help
 */
public record GatewayError(
        Kind kind,
        int status,
        String message,
        String code,
        @Nullable String param,
        @Nullable Duration retryAfter) {

    /** Classes of failure; each knows its HTTP status and its error code. */
    public enum Kind {
        MALFORMED(400, "invalid_request"),
        UNAUTHENTICATED(401, "invalid_api_key"),
        NO_BALANCE(402, "insufficient_quota"),
        FORBIDDEN(403, "forbidden"),
        NOT_FOUND(404, "not_found"),
        MODEL_NOT_FOUND(404, "model_not_found"),
        METHOD_NOT_ALLOWED(405, "method_not_allowed"),
        REQUEST_TIMEOUT(408, "request_timeout"),
        CONFLICT(409, "conflict"),
        TOO_LARGE(413, "request_too_large"),
        UNSUPPORTED_MEDIA(415, "unsupported_media_type"),
        HEADERS_TOO_LARGE(431, "headers_too_large"),
        RATE_LIMITED(429, "rate_limit_exceeded"),
        /** The upstream refused the request itself; its status and message are passed on. */
        UPSTREAM_REJECTED(400, "upstream_rejected"),
        BUG(500, "internal_error"),
        UPSTREAM_FAILED(502, "upstream_failed"),
        OVERLOADED(503, "overloaded"),
        /** The part of the gateway that is needed is on no node that can be reached, or was on one that has left. */
        UNAVAILABLE(503, "unavailable"),
        BILLING_UNAVAILABLE(503, "billing_unavailable"),
        NO_CHANNEL(503, "no_healthy_channel"),
        UPSTREAM_TIMEOUT(504, "upstream_timeout");

        private final int status;
        private final String code;

        Kind(int status, String code) {
            this.status = status;
            this.code = code;
        }

        public int status() {
            return status;
        }

        public String code() {
            return code;
        }
    }

    public static GatewayError of(Kind kind, String message) {
        return new GatewayError(kind, kind.status, message, kind.code, null, null);
    }

    public GatewayError at(String field) {
        return new GatewayError(kind, status, message, code, field, retryAfter);
    }

    public GatewayError retryAfter(@Nullable Duration wait) {
        return new GatewayError(kind, status, message, code, param, wait);
    }

    public GatewayError withCode(String newCode) {
        return new GatewayError(kind, status, message, newCode, param, retryAfter);
    }

    public GatewayError withStatus(int newStatus) {
        return new GatewayError(kind, newStatus, message, code, param, retryAfter);
    }

    public Optional<Duration> retry() {
        return Optional.ofNullable(retryAfter);
    }
}
