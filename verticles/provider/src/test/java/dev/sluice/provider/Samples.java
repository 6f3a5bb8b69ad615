package dev.sluice.provider;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.dialects.Dialects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls and channels to test with. */
public final class Samples {
    public static final Timeouts PATIENT = new Timeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30));

    private Samples() {}

    public static Call chat(boolean stream) {
        return call(
                Operation.CHAT,
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello, who are you?\"}],\"stream\":%s}"
                        .formatted(stream));
    }

    /** The same question in any dialect. */
    public static Call chat(Dialect dialect, boolean stream) {
        String text = "Hello, who are you?";
        String turn = "\"role\":\"user\",\"content\":\"" + text + "\"";
        String json = switch (dialect) {
            case OPENAI, COHERE -> "{\"model\":\"m\",\"messages\":[{%s}],\"stream\":%s}".formatted(turn, stream);
            case RESPONSES -> "{\"model\":\"m\",\"input\":[{%s}],\"stream\":%s}".formatted(turn, stream);
            case ANTHROPIC ->
                "{\"model\":\"m\",\"max_tokens\":64,\"messages\":[{%s}],\"stream\":%s}".formatted(turn, stream);
            case GEMINI -> "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"%s\"}]}]}".formatted(text);
            case BEDROCK -> "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"%s\"}]}]}".formatted(text);
        };
        return call(dialect, Operation.CHAT, stream, json);
    }

    /**
     * A call in a dialect.
     *
     * @param stream for dialects whose path says so
     */
    public static Call call(Dialect dialect, Operation operation, boolean stream, String json) {
        Framing framing = stream ? (dialect == Dialect.BEDROCK ? Framing.AWS : Framing.SSE) : Framing.WHOLE;
        boolean inPath = dialect == Dialect.GEMINI || dialect == Dialect.BEDROCK;
        Asked asked = inPath ? new Asked(operation, "m", framing) : Asked.of(operation);
        Bytes body = Bytes.utf8(json);
        return new Call(
                new CallId("call-1"),
                "request-1",
                dialect,
                operation,
                Dialects.codec(dialect).readRequest(asked, body, JsonLimits.DEFAULT),
                body);
    }

    /** A question how many tokens a conversation has. */
    public static Call counting(Dialect dialect) {
        return call(
                dialect,
                Operation.COUNT_TOKENS,
                false,
                dialect == Dialect.GEMINI
                        ? "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Hello\"}]}]}"
                        : "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    /** A wish for the vectors of two texts. */
    public static Call embedding(Dialect dialect) {
        String json = switch (dialect) {
            case GEMINI ->
                "{\"requests\":[{\"model\":\"models/m\",\"content\":{\"parts\":[{\"text\":\"one\"}]}},"
                        + "{\"model\":\"models/m\",\"content\":{\"parts\":[{\"text\":\"two\"}]}}]}";
            case COHERE -> "{\"model\":\"m\",\"texts\":[\"one\",\"two\"],\"input_type\":\"search_document\"}";
            case OPENAI, RESPONSES, ANTHROPIC, BEDROCK -> "{\"model\":\"m\",\"input\":[\"one\",\"two\"]}";
        };
        return call(dialect, Operation.EMBEDDING, false, json);
    }

    /** A wish for two documents to be ranked. */
    public static Call ranking(Dialect dialect) {
        String json = "{\"model\":\"m\",\"query\":\"which?\",\"documents\":[\"one\",\"two\"],\"top_n\":2}";
        return call(dialect, Operation.RERANK, false, json);
    }

    /** The same call with headers of its own. */
    public static Call with(Call c, Map<String, String> headers) {
        return new Call(
                c.id(), c.requestId(), c.dialect(), c.operation(), c.outline(), c.body(), c.model(), null, headers);
    }

    public static Call completion() {
        return call(Operation.COMPLETION, "{\"model\":\"m\",\"prompt\":\"Hello\",\"stream\":true}");
    }

    public static Call call(Operation operation, String json) {
        return call(Dialect.OPENAI, operation, false, json);
    }

    public static Channel channel(String provider, @Nullable String baseUrl) {
        return channel(provider, baseUrl, Map.of());
    }

    /** A channel with id {@code c1} that may connect to this machine. */
    public static Channel channel(String provider, @Nullable String baseUrl, Map<String, String> parameters) {
        return Channel.draft("c1", "channel one", provider)
                .baseUrl(baseUrl)
                .models(List.of("m"))
                .groups(Set.of("default"))
                .privateAddresses(true)
                .parameters(parameters)
                .channel();
    }

    public static Channel listing(String provider, @Nullable String baseUrl) {
        return channel(provider, baseUrl).change().listUpstream(true).channel();
    }

    /** The same channel, but confined to public addresses. */
    public static Channel confined(Channel c) {
        return c.change().privateAddresses(false).channel();
    }

    /** The same channel, which is not in use. */
    public static Channel switchedOff(Channel c) {
        return c.change().enabled(false).channel();
    }

    public static Attempt attempt(Call call, String upstreamModel, Timeouts timeouts) {
        return new Attempt(call, new Candidate("c1", "channel one", "openai-compatible", upstreamModel, timeouts));
    }
}
