package dev.sluice.wire.bedrock;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.wire.AwsMessage;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonOut;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import java.util.Map;

/**
 * Bedrock's failures: the type stands in a header, or in the headers of a message of the stream, and the body has a message.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html
 */
final class BedrockErrors {
    static final String TYPE = "x-amzn-errortype";
    private static final String VALIDATION = "ValidationException";
    private static final String CONTEXT = "context_length_exceeded";
    /** Agents look for these words to know that they must shorten the conversation. */
    private static final String CONTEXT_WORDS = "Input is too long for requested model";

    private static final int UNAVAILABLE = 503;

    private BedrockErrors() {}

    // From upstreams.

    static UpstreamError read(int status, Map<String, String> headers, Bytes body) {
        String type = plain(headers.getOrDefault(TYPE, ""));
        String words = JsonTree.parse(body)
                .map(node -> node.path("message").asText(node.path("Message").asText()))
                .orElse("")
                .toLowerCase(Locale.ROOT);
        UpstreamError read = ErrorReader.read(status(type, words, status), headers, body);
        boolean isContext = status < 500 && isContext(words);
        return isContext ? new UpstreamError(read.error().withCode(CONTEXT), read.verdict()) : read;
    }

    static UpstreamError readEvent(String type, Bytes data) {
        return read(statusOfEvent(plain(type)), Map.of(TYPE, type), data);
    }

    /** {@code ValidationException:http://internal.amazon.com/coral/…} without what is behind the colon. */
    private static String plain(String type) {
        int colon = type.indexOf(':');
        String first = colon < 0 ? type : type.substring(0, colon);
        int hash = first.lastIndexOf('#');
        return first.substring(hash + 1).strip();
    }

    /** The status that says in HTTP's words what the type says. */
    private static int status(String type, String words, int status) {
        return switch (type) {
            case VALIDATION -> isModelUnknown(words) ? 404 : status;
            case "ServiceQuotaExceededException" -> 429;
            case "ExpiredTokenException", "UnrecognizedClientException", "InvalidSignatureException" -> 403;
            // The model failed, whatever the request was; AWS says it with 424.
            case "ModelErrorException", "ModelStreamErrorException", "modelStreamErrorException" -> 502;
            default -> status;
        };
    }

    private static int statusOfEvent(String type) {
        return switch (type) {
            case "validationException" -> 400;
            case "throttlingException" -> 429;
            case "serviceUnavailableException" -> 503;
            case "modelTimeoutException" -> 408;
            case "modelStreamErrorException" -> 502;
            default -> 500;
        };
    }

    private static boolean isModelUnknown(String words) {
        return words.contains("model identifier is invalid") || words.contains("on-demand throughput isn");
    }

    private static boolean isContext(String words) {
        return words.contains("input is too long")
                || words.contains("prompt is too long")
                || words.contains("too many input tokens")
                || words.contains("maximum context length")
                || words.contains("exceeds the maximum number of input tokens")
                || words.contains("exceed context limit");
    }

    // For callers.

    static int status(GatewayError error) {
        return switch (type(error)) {
            case VALIDATION, "ServiceQuotaExceededException" -> 400;
            case "AccessDeniedException" -> 403;
            case "ResourceNotFoundException" -> 404;
            case "ModelTimeoutException" -> 408;
            case "ThrottlingException" -> 429;
            case "ModelErrorException" -> 424;
            case "ServiceUnavailableException" -> 503;
            default -> 500;
        };
    }

    static Map<String, String> headers(GatewayError error) {
        return Map.of(TYPE, type(error));
    }

    static Bytes body(GatewayError error) {
        return JsonOut.write(json -> {
            json.writeStartObject();
            json.writeStringField("message", message(error));
            json.writeEndObject();
        });
    }

    private static String message(GatewayError error) {
        boolean isSaid = isContext(error.message().toLowerCase(Locale.ROOT));
        return error.code().equals(CONTEXT) && !isSaid ? CONTEXT_WORDS + ": " + error.message() : error.message();
    }

    static Bytes event(GatewayError error) {
        String type = switch (type(error)) {
            case "ThrottlingException" -> "throttlingException";
            case "ServiceUnavailableException" -> "serviceUnavailableException";
            case "ModelErrorException", "ModelTimeoutException" -> "modelStreamErrorException";
            case "InternalServerException" -> "internalServerException";
            default -> "validationException";
        };
        return AwsMessage.exception(type, body(error));
    }

    private static String type(GatewayError error) {
        return switch (error.kind()) {
            case MALFORMED, METHOD_NOT_ALLOWED, CONFLICT, TOO_LARGE, UNSUPPORTED_MEDIA, HEADERS_TOO_LARGE -> VALIDATION;
            case UNAUTHENTICATED, FORBIDDEN -> "AccessDeniedException";
            case NO_BALANCE -> "ServiceQuotaExceededException";
            case NOT_FOUND, MODEL_NOT_FOUND -> "ResourceNotFoundException";
            case RATE_LIMITED -> "ThrottlingException";
            case REQUEST_TIMEOUT, UPSTREAM_TIMEOUT -> "ModelTimeoutException";
            case UPSTREAM_REJECTED -> rejected(error.status());
            case BUG -> "InternalServerException";
            case UPSTREAM_FAILED ->
                error.status() == UNAVAILABLE ? "ServiceUnavailableException" : "ModelErrorException";
            case OVERLOADED, UNAVAILABLE, BILLING_UNAVAILABLE, NO_CHANNEL -> "ServiceUnavailableException";
        };
    }

    private static String rejected(int status) {
        return switch (status) {
            case 401, 403 -> "AccessDeniedException";
            case 404 -> "ResourceNotFoundException";
            case 408 -> "ModelTimeoutException";
            case 429 -> "ThrottlingException";
            default -> VALIDATION;
        };
    }
}
