package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.wire.json.JsonTree;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says what an upstream's refusal means for the channel, and what of it a caller may know: why its own request was refused,
 * but nothing about the gateway's keys, accounts and addresses.
 */
public final class ErrorReader {
    private static final String NO_CREDENTIALS = "The upstream refused the gateway's credentials.";
    private static final String NO_SUCH_MODEL = "The upstream does not serve this model.";
    private static final Pattern CODE = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]{0,63}+");
    private static final Pattern PARAM = Pattern.compile("[A-Za-z][A-Za-z0-9_.\\[\\]-]{0,127}+");
    /** Anchored, because the rest of a message may quote the caller. */
    private static final Pattern WRONG_KEY = Pattern.compile(
            "(?:incorrect|invalid|missing|expired) api[ _-]?key|api[ _-]?key (?:is )?(?:not|invalid|expired|missing)");

    /**
     * Things that a request names and that are not at the upstream (any more): the request's fault, for every upstream. Gemini
     * says of files and caches with 403 that they may not exist.
     */
    private static final Pattern NO_SUCH_THING = Pattern.compile("^(?:no such )?(?:the )?(?:requested )?"
            + "(?:file|item|vector[ _]?store|response|previous response|conversation|container|prompt|batch|skill"
            + "|tool|cached ?content)\\b|access the file ");
    /** Of the model, or of the gateway's own: its account, its addresses. */
    private static final Pattern NO_SUCH_MODEL_HERE = Pattern.compile(
            "\\bmodels?\\b|^(?:the )?(?:api )?(?:key|account|project|organi[sz]ation|workspace|subscription|tenant)\\b"
                    + "|\\bdeployment|\\bendpoint|^(?:error:? )?(?:(?:404|resource|page|url|path|route) ){0,2}+not found"
                    + "|^invalid url|^unknown request url|^$");
    /** What is said of a model that the account may not use: OpenAI, Groq, Bedrock, Qwen. */
    private static final Pattern NO_ACCESS_TO_MODEL = Pattern.compile(
            "access to (?:the |this )?model|model access is denied|model [^ ]{1,200} is blocked at the");
    /**
     * Every vendor says in words of its own that the conversation is longer than the model's context; some say it in words
     * only (Anthropic, Bedrock, Gemini, DeepSeek, Ollama, llama.cpp).
     */
    private static final Pattern CONTEXT_FULL =
            Pattern.compile("^(?:prompt|input) (?:is )?too long|^the total length of all messages is too long"
                    + "|maximum context length|context length (?:is )?exceeded|context window|available context size"
                    + "|exceeds? (?:the )?(?:model's |maximum )?(?:max(?:imum)? )?(?:context|model)[ _]?len"
                    + "|input token count[^.]{0,40} exceeds|input length and `?max_tokens`? exceed|too many tokens"
                    + "|input length exceeds|reduce the length of the (?:messages|prompt|input)");

    /** Anthropic, Azure, xAI, OpenRouter. */
    private static final Pattern HELD_BACK =
            Pattern.compile("^(?:output blocked by content filter|the response was filtered due to the prompt"
                    + "|content violates usage guidelines)|\\byour input was flagged\\b|\\bguardrails?\\b[^.]{0,40} blocked\\b"
                    + "|\\bblocked by (?:a |the )?guardrail");

    private static final String CONTEXT_LENGTH_EXCEEDED = "context_length_exceeded";
    private static final String CONTENT_FILTER = "content_filter";
    private static final int SERVER_ERROR = 500;

    private ErrorReader() {}

    /** Reads a refusal with a status of its own. */
    public static UpstreamError read(int status, Map<String, String> headers, Bytes body) {
        return interpret(status, RetryAfter.read(headers), UpstreamComplaint.read(body));
    }

    /** Reads an error that came where an answer was due, after a status of 200; guesses the status it should have had. */
    public static UpstreamError readInAnswer(Bytes body) {
        UpstreamComplaint complaint = UpstreamComplaint.read(body);
        return interpret(guessStatus(complaint), null, complaint);
    }

    /** The same for a body that may be an answer as well: empty if it does not say itself that it is an error. */
    public static Optional<UpstreamError> readFailure(Bytes body) {
        return JsonTree.parse(body)
                .filter(node ->
                        node.hasNonNull("error") || node.path("type").asText().equals("error"))
                .map(node -> readInAnswer(body));
    }

    private static UpstreamError interpret(int status, @Nullable Duration retryAfter, UpstreamComplaint complaint) {
        Verdict verdict = verdict(status, complaint);
        GatewayError error = switch (verdict) {
            case KEY_REFUSED, OUT_OF_QUOTA -> GatewayError.of(Kind.UPSTREAM_FAILED, NO_CREDENTIALS);
            case MODEL_UNKNOWN ->
                GatewayError.of(Kind.UPSTREAM_REJECTED, NO_SUCH_MODEL)
                        .withStatus(404)
                        .withCode(Kind.MODEL_NOT_FOUND.code())
                        .at("model");
            case LIMITED -> GatewayError.of(Kind.RATE_LIMITED, "The upstream limits the gateway's requests.");
            case REQUEST_AT_FAULT -> rejected(status, complaint);
            default -> failed(status);
        };
        return new UpstreamError(error.retryAfter(retryAfter), verdict);
    }

    private static Verdict verdict(int status, UpstreamComplaint complaint) {
        if (status >= 400 && status < 500 && isOutOfMoney(complaint)) {
            return Verdict.OUT_OF_QUOTA;
        }
        if (status >= 400 && status < 500 && isKeyWrong(complaint)) {
            return Verdict.KEY_REFUSED;
        }
        return switch (status) {
            // 456 is DeepL's, of a quota that is used up.
            case 402, 456 -> Verdict.OUT_OF_QUOTA;
            case 401 -> Verdict.KEY_REFUSED;
            case 403 -> forbidden(complaint);
            case 404 -> notFound(complaint);
            case 410 -> Verdict.MODEL_UNKNOWN;
            case 429 -> Verdict.LIMITED;
            case 405, 407, 408, 409, 411, 421, 425, 426 -> Verdict.FAILED;
            default -> {
                if (status < 400 || status >= 500) {
                    yield Verdict.FAILED;
                }
                yield isModelUnknown(complaint) ? Verdict.MODEL_UNKNOWN : Verdict.REQUEST_AT_FAULT;
            }
        };
    }

    /** Most of these concern the account as a whole; but it may lack one model only, or the request may be what is forbidden. */
    private static Verdict forbidden(UpstreamComplaint complaint) {
        if (isFiltered(complaint) || NO_SUCH_THING.matcher(complaint.words()).find()) {
            return Verdict.REQUEST_AT_FAULT;
        }
        boolean isOfModel = isModelUnknown(complaint)
                || NO_ACCESS_TO_MODEL.matcher(complaint.words()).find();
        return isOfModel ? Verdict.MODEL_UNKNOWN : Verdict.KEY_REFUSED;
    }

    /** A caller must not be able to have a model taken for missing by naming a file that is: only words about models count. */
    private static Verdict notFound(UpstreamComplaint complaint) {
        if (isModelUnknown(complaint)) {
            return Verdict.MODEL_UNKNOWN;
        }
        boolean isOfModel = !NO_SUCH_THING.matcher(complaint.words()).find()
                && NO_SUCH_MODEL_HERE.matcher(complaint.words()).find();
        return isOfModel ? Verdict.MODEL_UNKNOWN : Verdict.REQUEST_AT_FAULT;
    }

    /** xAI and Gemini answer a wrong key with 400. */
    private static boolean isKeyWrong(UpstreamComplaint complaint) {
        return complaint.isCalled("invalid_api_key", "api_key_invalid", "authentication_error")
                || WRONG_KEY.matcher(complaint.words()).lookingAt();
    }

    /** OpenAI says it with 429, Qwen ("Arrearage") and Anthropic with 400, Zhipu with 429 and 1113. */
    private static boolean isOutOfMoney(UpstreamComplaint complaint) {
        if (complaint.words().startsWith("your credit balance is too low")) {
            return true;
        }
        return complaint.isCalled(
                "billing_error",
                "insufficient_quota",
                "insufficient_balance",
                "credit_balance_exhausted",
                "billing_hard_limit_reached",
                "billing_not_active",
                "organization_spend_limit_exceeded",
                "project_spend_limit_exceeded",
                "enforced_spend_limit_reached",
                "exceeded_current_quota_error",
                "arrearage",
                "1113");
    }

    private static boolean isModelUnknown(UpstreamComplaint complaint) {
        return complaint.isCalled(
                "model_not_found",
                "invalid_model",
                "deploymentnotfound",
                "model_permission_blocked_org",
                "model_permission_blocked_project",
                "1211");
    }

    private static boolean isContextFull(UpstreamComplaint complaint) {
        return complaint.isCalled(
                        CONTEXT_LENGTH_EXCEEDED,
                        "too_many_tokens",
                        "too_many_prompt_tokens",
                        "exceed_context_size_error")
                || CONTEXT_FULL.matcher(complaint.words()).find();
    }

    /** Azure and OpenAI, Qwen, Zhipu; Anthropic says it in words. */
    private static boolean isFiltered(UpstreamComplaint complaint) {
        return complaint.isCalled(
                        CONTENT_FILTER,
                        "content_policy_violation",
                        "responsibleaipolicyviolation",
                        "data_inspection_failed",
                        "datainspectionfailed",
                        "1301")
                || HELD_BACK.matcher(complaint.words()).find();
    }

    private static GatewayError rejected(int status, UpstreamComplaint complaint) {
        String words = complaint.message() == null ? "" : Redaction.clean(complaint.message());
        String message = words.isBlank() ? "The upstream refused the request with status " + status + "." : words;
        // Callers take 403 for a word about their key.
        GatewayError error = GatewayError.of(Kind.UPSTREAM_REJECTED, message).withStatus(status == 403 ? 400 : status);
        String code = code(complaint);
        error = code == null ? error : error.withCode(code);
        String param = complaint.param();
        return param != null && PARAM.matcher(param).matches() ? error.at(param) : error;
    }

    /** The neutral word where there is one, so that each dialect can say it in its own way; else the upstream's. */
    private static @Nullable String code(UpstreamComplaint complaint) {
        if (isContextFull(complaint)) {
            return CONTEXT_LENGTH_EXCEEDED;
        }
        if (isFiltered(complaint)) {
            return CONTENT_FILTER;
        }
        for (String candidate : new String[] {complaint.code(), complaint.type()}) {
            if (candidate != null && CODE.matcher(candidate).matches()) {
                return candidate;
            }
        }
        return null;
    }

    /** Callers of most dialects have a class of its own for "overloaded", and wait longer for it: it stays apart. */
    private static GatewayError failed(int status) {
        GatewayError failed = GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream failed with status " + status + ".");
        return switch (status) {
            case 503, 529 -> failed.withStatus(Kind.OVERLOADED.status()).withCode(Kind.OVERLOADED.code());
            case 504 -> GatewayError.of(Kind.UPSTREAM_TIMEOUT, "The upstream did not answer in time.");
            default -> failed;
        };
    }

    private static int guessStatus(UpstreamComplaint complaint) {
        if (complaint.status() != 0) {
            return complaint.status();
        }
        String code = complaint.code();
        if (code != null && code.matches("[45]\\d\\d")) {
            return Integer.parseInt(code);
        }
        if (complaint.isCalled("rate_limit_exceeded", "rate_limit_error", "ratelimitreached", "too_many_requests")) {
            return 429;
        }
        if (isKeyWrong(complaint)
                || isOutOfMoney(complaint)
                || isModelUnknown(complaint)
                || isContextFull(complaint)
                || isFiltered(complaint)) {
            return 400;
        }
        boolean isRequest = complaint.isCalled(
                "invalid_request_error", "tool_use_failed", "invalid_prompt", "request_too_large", "badrequesterror");
        return isRequest ? 400 : SERVER_ERROR;
    }
}
