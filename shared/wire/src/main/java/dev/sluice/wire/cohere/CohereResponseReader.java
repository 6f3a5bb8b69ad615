package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an answer of an upstream that came as one document; what is missing or odd in it is passed over. */
final class CohereResponseReader {
    private static final Set<String> ANSWER = Set.of("id", "finish_reason", "message", "usage", "logprobs");
    private static final Set<String> MESSAGE = Set.of("role", "content", "tool_plan", "tool_calls", "citations");
    private static final Set<String> BLOCK = Set.of("type", "text", "thinking");
    private static final Set<String> CALL = Set.of("id", "type", "function");

    private static final int MOST_DIGITS = 400;

    private CohereResponseReader() {}

    static ChatResponse read(Bytes body) {
        Doc answer = Doc.ofUpstream(body);
        Doc message = answer.at("message");
        if (!message.isObject()) {
            throw new GatewayException(Kind.UPSTREAM_FAILED, "The upstream's answer has no message.");
        }
        JsonNode usage = answer.at("usage").node();
        Usage read = CohereUsage.read(usage);
        String word = answer.at("finish_reason").node().asText("");
        Choice choice = new Choice(
                0,
                parts(message),
                word.isEmpty() ? null : CohereFinish.read(word),
                logprobs(answer.node().path("logprobs")),
                extras(message.rest(Dialect.COHERE, MESSAGE), usage, read));
        String id = answer.at("id").node().asText("");
        return new ChatResponse(id, "", 0, List.of(choice), read, answer.rest(Dialect.COHERE, ANSWER));
    }

    /** What a choice has beside the model: unknown members of its message, and the usage where that says more. */
    static Extras extras(Extras message, JsonNode usage, @Nullable Usage read) {
        if (!CohereUsage.saysMore(usage, read)) {
            return message;
        }
        ObjectNode members = JsonTree.object();
        JsonTree.node(message.members())
                .properties()
                .forEach(member -> members.set(member.getKey(), member.getValue()));
        members.set("usage", usage);
        return new Extras(Dialect.COHERE, JsonTree.raw(members));
    }

    private static List<Part> parts(Doc message) {
        List<Part> parts = new ArrayList<>();
        JsonNode plan = message.node().path("tool_plan");
        if (plan.isTextual() && !plan.textValue().isEmpty()) {
            parts.add(new Part.Reasoning(plan.textValue(), false, Notes.of(CohereMessageReader.TOOL_PLAN)));
        }
        List<Part> content = new ArrayList<>();
        Doc blocks = message.at("content");
        if (blocks.isText()) {
            content.add(new Part.Text(blocks.asText()));
        } else if (blocks.isArray()) {
            blocks.items().stream().filter(Doc::isObject).forEach(block -> content.add(block(block)));
        }
        Doc citations = message.at("citations");
        parts.addAll(citations.isArray() ? CohereMessageReader.cited(content, citations.items()) : content);
        Doc calls = message.at("tool_calls");
        if (calls.isArray()) {
            calls.items().stream().filter(Doc::isObject).forEach(call -> parts.add(call(call)));
        }
        return parts;
    }

    static Part block(Doc block) {
        JsonNode node = block.node();
        String type = node.path("type").asText("text");
        return switch (type) {
            case "text" -> new Part.Text(node.path("text").asText(""), List.<Citation>of(), notes(block));
            case "thinking" -> new Part.Reasoning(node.path("thinking").asText(""), false, notes(block));
            default -> new Part.Opaque(Dialect.COHERE, type, block.raw(), Notes.NONE);
        };
    }

    private static Notes notes(Doc block) {
        return Notes.of(block.rest(Dialect.COHERE, BLOCK));
    }

    static Part.ToolUse call(Doc call) {
        JsonNode function = call.node().path("function");
        return new Part.ToolUse(
                call.node().path("id").asText(""),
                function.path("name").asText(""),
                function.path("arguments").asText(""),
                false,
                Notes.of(call.rest(Dialect.COHERE, CALL)));
    }

    static List<TokenLogprob> logprobs(JsonNode items) {
        List<TokenLogprob> logprobs = new ArrayList<>();
        items.forEach(item -> logprobs.add(logprob(item)));
        return logprobs;
    }

    /** A number like 1e999999999 is short to write, and would be a gigabyte in a sum. */
    private static boolean isSane(JsonNode number) {
        return number.isNumber() && Math.abs((long) number.decimalValue().scale()) < MOST_DIGITS;
    }

    /** Cohere may weigh several tokens together; the likelihood of them all is the product. */
    static TokenLogprob logprob(JsonNode item) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode logprob : item.path("logprobs")) {
            sum = isSane(logprob) ? sum.add(logprob.decimalValue()) : sum;
        }
        return new TokenLogprob(item.path("text").asText(""), sum, null, List.of());
    }
}
