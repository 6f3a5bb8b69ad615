package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallId;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.provider.upstream.Target;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import dev.sluice.wire.dialects.Dialects;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The short call by which a channel is tried: a word of chat, or a vector or a rank where it has nothing else. */
final class TrialCall {
    private static final int FEW_TOKENS = 16;
    private static final int LONGEST_TEXT = 200;
    /** OpenAI's models that think know no {@code max_tokens}, and many servers nothing else. */
    private static final Pattern THINKING = Pattern.compile("(?:.*/)?(?:o[1-9]|gpt-5).*");

    private TrialCall() {}

    static Call of(Target target, String model, boolean stream) {
        Operation operation = operation(target, model);
        ObjectNode body = JsonTree.object();
        body.put("model", model);
        switch (operation) {
            case CHAT, COMPLETION, COUNT_TOKENS -> {
                body.putArray("messages").addObject().put("role", "user").put("content", "Say ok.");
                String cap = THINKING.matcher(model).matches() ? "max_completion_tokens" : "max_tokens";
                body.put(cap, FEW_TOKENS).put("stream", stream);
            }
            case EMBEDDING -> body.put("input", "ok");
            case RERANK -> {
                body.put("query", "ok");
                body.putArray("documents").add("ok").add("no");
            }
        }
        var bytes = JsonTree.write(body);
        String id = "trial-" + UUID.randomUUID();
        var outline = Dialects.codec(Dialect.OPENAI).readRequest(Asked.of(operation), bytes, JsonLimits.DEFAULT);
        return new Call(new CallId(id), id, Dialect.OPENAI, operation, outline, bytes);
    }

    /** Models for vectors and ranks say so in their names; what the upstream does not serve is not asked. */
    private static Operation operation(Target target, String model) {
        String name = model.toLowerCase(Locale.ROOT);
        Operation likely = name.contains("rerank")
                ? Operation.RERANK
                : name.contains("embed") ? Operation.EMBEDDING : Operation.CHAT;
        if (target instanceof Remote remote) {
            Endpoints served = remote.endpoints();
            return Stream.of(likely, Operation.CHAT, Operation.EMBEDDING, Operation.RERANK)
                    .filter(one -> served.isAsked(Dialect.OPENAI, one))
                    .findFirst()
                    .orElse(likely);
        }
        return likely;
    }

    /** The beginning of what was answered, as people read it; null if it has no words. */
    static @Nullable String text(String heard) {
        StringBuilder text = new StringBuilder();
        heard.lines()
                .map(line -> line.startsWith("data:") ? line.substring("data:".length()) : line)
                .forEach(json -> JsonTree.parse(json.strip()).ifPresent(node -> append(node, text)));
        if (text.isEmpty()) {
            JsonTree.parse(heard).ifPresent(node -> append(node, text));
        }
        String said = text.toString().strip();
        return said.isEmpty() ? null : said.substring(0, said.offsetByCodePoints(0, shown(said)));
    }

    private static int shown(String said) {
        return Math.min(LONGEST_TEXT, said.codePointCount(0, said.length()));
    }

    private static void append(JsonNode node, StringBuilder text) {
        JsonNode choice = node.path("choices").path(0);
        text.append(choice.path("delta").path("content").asText(""));
        text.append(choice.path("message").path("content").asText(""));
    }
}
