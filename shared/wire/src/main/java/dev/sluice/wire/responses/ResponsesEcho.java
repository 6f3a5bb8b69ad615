package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.json.JsonTree;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** What an answer repeats of its request, with the API's defaults for what the caller did not say. */
final class ResponsesEcho {
    private static final int MAX_BASE = 40;

    private final JsonNode request;
    private final Call call;

    ResponsesEcho(Call call) {
        this.call = call;
        boolean isOwn = call.dialect() == Dialect.RESPONSES;
        this.request = isOwn ? JsonTree.parse(call.body()).orElseGet(JsonTree::object) : JsonTree.object();
    }

    /** The model's name as the caller knows it. */
    String model() {
        return call.answering();
    }

    /** An id of the gateway's own, the same each time. */
    String id(String prefix, String suffix) {
        StringBuilder id = new StringBuilder(prefix).append('_');
        call.id().value().chars().limit(MAX_BASE).filter(ResponsesEcho::isPlain).forEach(c -> id.append((char) c));
        return suffix.isEmpty() ? id.toString() : id.append('_').append(suffix).toString();
    }

    private static boolean isPlain(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    }

    /** The names of the caller's tools that take free text. */
    Set<String> customTools() {
        Set<String> names = new HashSet<>();
        for (JsonNode tool : request.path("tools")) {
            if (tool.path("type").asText().equals("custom")) {
                names.add(tool.path("name").asText());
            }
        }
        return names;
    }

    /** An answer in progress, with everything but what the upstream says. */
    ObjectNode response() {
        ObjectNode out = JsonTree.object();
        out.put("id", ResponseIds.of(call.id())).put("object", "response").put("created_at", 0L);
        out.put("status", "in_progress").put("background", false).putNull("completed_at");
        out.putNull("error").putNull("incomplete_details");
        copy(out, "instructions", "max_output_tokens", "max_tool_calls");
        out.put("model", model()).putArray("output");
        out.set(
                "parallel_tool_calls",
                or("parallel_tool_calls", JsonTree.object().booleanNode(true)));
        copy(out, "previous_response_id", "prompt_cache_key");
        ObjectNode reasoning = out.putObject("reasoning").putNull("effort").putNull("summary");
        request.path("reasoning").properties().forEach(member -> reasoning.set(member.getKey(), member.getValue()));
        copy(out, "safety_identifier");
        out.set("service_tier", or("service_tier", JsonTree.object().textNode("auto")));
        out.set("store", or("store", JsonTree.object().booleanNode(false)));
        out.set("temperature", or("temperature", JsonTree.object().numberNode(1.0)));
        ObjectNode text = out.putObject("text");
        text.putObject("format").put("type", "text");
        request.path("text").properties().forEach(member -> text.set(member.getKey(), member.getValue()));
        out.set("tool_choice", or("tool_choice", JsonTree.object().textNode("auto")));
        tools(out.putArray("tools"));
        out.set("top_logprobs", or("top_logprobs", JsonTree.object().numberNode(0)));
        out.set("top_p", or("top_p", JsonTree.object().numberNode(1.0)));
        out.set("truncation", or("truncation", JsonTree.object().textNode("disabled")));
        out.putNull("usage");
        copy(out, "user");
        out.set("metadata", or("metadata", JsonTree.object()));
        return out;
    }

    private void copy(ObjectNode out, String... names) {
        for (String name : names) {
            out.set(name, or(name, out.nullNode()));
        }
    }

    private JsonNode or(String name, JsonNode otherwise) {
        return request.hasNonNull(name) ? request.path(name) : otherwise;
    }

    /** A function is strict unless it says otherwise; strict SDKs want all its members. */
    private void tools(ArrayNode out) {
        for (JsonNode tool : request.path("tools")) {
            JsonNode shown = tool.deepCopy();
            if (shown instanceof ObjectNode function
                    && function.path("type").asText().toLowerCase(Locale.ROOT).equals("function")) {
                if (!function.has("description")) {
                    function.putNull("description");
                }
                if (!function.has("parameters")) {
                    function.putNull("parameters");
                }
                if (!function.hasNonNull("strict")) {
                    function.put("strict", true);
                }
            }
            out.add(shown);
        }
    }
}
