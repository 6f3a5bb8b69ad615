package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Anthropic's API refuses with status 400, as far as a gateway can get it wrong. */
final class AnthropicRules {
    private static final int LEAST_BUDGET = 1_024;
    private static final int MOST_CACHE_MARKS = 4;
    private static final String ID = "[a-zA-Z0-9_-]+";

    private AnthropicRules() {}

    /** Why the request is refused, null if it is not. */
    static @Nullable String refusal(Scenario scenario, JsonNode json) {
        if (!json.path("max_tokens").isIntegralNumber()) {
            return "max_tokens: Field required";
        }
        String order = order(json.path("messages"));
        if (order != null) {
            return order;
        }
        if (json.path("temperature").asDouble(0) > 1) {
            return "temperature: range: 0..1";
        }
        if (count(json) > MOST_CACHE_MARKS) {
            return "A maximum of 4 blocks with cache_control may be provided";
        }
        String thinking = thinks(json) ? thinking(json) : null;
        return thinking != null || scenario != Scenario.REASONING ? thinking : signature(json);
    }

    static boolean thinks(JsonNode json) {
        String type = json.at("/thinking/type").asText();
        return type.equals("enabled") || type.equals("adaptive");
    }

    static boolean hasResults(JsonNode json) {
        JsonNode messages = json.path("messages");
        return messages.path(messages.size() - 1).path("content").findValues("type").stream()
                .anyMatch(type -> type.asText().equals("tool_result"));
    }

    private static int count(JsonNode json) {
        return json.findValues("cache_control").size();
    }

    private static @Nullable String order(JsonNode messages) {
        Set<String> due = new HashSet<>();
        String expected = "user";
        for (JsonNode message : messages) {
            if (!message.path("role").asText().equals(expected)) {
                return "messages: roles must alternate between user and assistant";
            }
            List<JsonNode> blocks = AnthropicUpstream.blocks(message.path("content"));
            String wrong = expected.equals("user") ? results(blocks, due) : calls(blocks, due);
            if (wrong != null) {
                return wrong;
            }
            expected = expected.equals("user") ? "assistant" : "user";
        }
        return messages.isEmpty() ? "messages: at least one message is required" : null;
    }

    /** The results of all calls of the turn before come first. */
    private static @Nullable String results(List<JsonNode> blocks, Set<String> due) {
        Set<String> missing = new HashSet<>(due);
        due.clear();
        boolean isOver = false;
        for (JsonNode block : blocks) {
            boolean isResult = block.path("type").asText().equals("tool_result");
            if (isResult && (isOver || !missing.remove(block.path("tool_use_id").asText()))) {
                return "unexpected `tool_use_id` found in `tool_result` blocks";
            }
            isOver |= !isResult;
            if (isEmptyText(block)) {
                return "messages: text content blocks must be non-empty";
            }
        }
        return missing.isEmpty() ? null : "`tool_use` ids were found without `tool_result` blocks immediately after";
    }

    private static @Nullable String calls(List<JsonNode> blocks, Set<String> due) {
        for (JsonNode block : blocks) {
            boolean isCall = block.path("type").asText().equals("tool_use");
            if (isCall && !block.path("id").asText().matches(ID)) {
                return "tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'";
            }
            if (isCall && !block.path("input").isObject()) {
                return "tool_use.input: Input should be a valid dictionary";
            }
            if (isCall) {
                due.add(block.path("id").asText());
            }
            if (isEmptyText(block)) {
                return "messages: text content blocks must be non-empty";
            }
        }
        return null;
    }

    private static boolean isEmptyText(JsonNode block) {
        return block.path("type").asText().equals("text")
                && block.path("text").asText().isEmpty();
    }

    private static @Nullable String thinking(JsonNode json) {
        JsonNode budget = json.at("/thinking/budget_tokens");
        boolean isEnabled = json.at("/thinking/type").asText().equals("enabled");
        if (isEnabled && budget.asInt() < LEAST_BUDGET) {
            return "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024";
        }
        if (isEnabled && budget.asInt() >= json.path("max_tokens").asInt()) {
            return "`max_tokens` must be greater than `thinking.budget_tokens`";
        }
        if (json.path("temperature").asDouble(1) != 1 || json.has("top_k")) {
            return "`temperature` may only be set to 1 when thinking is enabled";
        }
        String choice = json.at("/tool_choice/type").asText();
        boolean isForced = choice.equals("any") || choice.equals("tool");
        return isForced ? "Thinking may not be enabled when tool_choice forces tool use." : null;
    }

    /** In a second turn the thoughts must stand before the call, with their signature. */
    private static @Nullable String signature(JsonNode json) {
        if (!hasResults(json)) {
            return null;
        }
        List<JsonNode> turns = new ArrayList<>();
        json.path("messages").forEach(turns::add);
        JsonNode first = turns.get(turns.size() - 2).path("content").path(0);
        boolean isSigned = first.path("signature").asText().equals(Words.SIGNATURE)
                && first.path("thinking").asText().equals(Words.THOUGHT);
        return isSigned ? null : "Expected `thinking` or `redacted_thinking`, but found something else";
    }
}
