package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import java.util.ArrayList;
import java.util.List;

/** What the upstream says, whole and in events. Texts have no start in a stream; calls have. */
final class BedrockAnswer {
    private static final int PIECES = 4;

    private final List<ObjectNode> blocks = new ArrayList<>();
    private final List<Bytes> events = new ArrayList<>();
    private String stopReason = "end_turn";

    private BedrockAnswer() {}

    static BedrockAnswer of(Scenario scenario) {
        BedrockAnswer answer = new BedrockAnswer();
        answer.event("messageStart", node().put("role", "assistant").put("p", "abcdef"));
        switch (scenario) {
            case TEXT, IMAGE, ERROR, ABORT -> answer.text(Words.ANSWER);
            case SCHEMA -> answer.text(Words.SCHEMA_ANSWER);
            case TOOLS -> answer.call("tooluse_1", Words.TOOL, Words.TOOL_ARGUMENTS);
            case PARALLEL_TOOLS -> {
                answer.call("tooluse_1", Words.TOOL, Words.TOOL_ARGUMENTS);
                answer.call("tooluse_2", Words.SECOND_TOOL, Words.SECOND_ARGUMENTS);
            }
            case REASONING -> {
                answer.thought();
                answer.call("tooluse_1", Words.TOOL, Words.TOOL_ARGUMENTS);
            }
        }
        return answer;
    }

    String whole() {
        ObjectNode whole = node();
        ObjectNode message = whole.putObject("output").putObject("message").put("role", "assistant");
        message.putArray("content").addAll(blocks);
        whole.put("stopReason", stopReason).set("usage", usage());
        whole.putObject("metrics").put("latencyMs", 12);
        return whole.toString();
    }

    List<Bytes> events() {
        List<Bytes> all = new ArrayList<>(events);
        all.add(Bytes.of(AwsBytes.event(
                "messageStop", node().put("stopReason", stopReason).toString())));
        ObjectNode metadata = node();
        metadata.set("usage", usage());
        metadata.putObject("metrics").put("latencyMs", 12);
        all.add(Bytes.of(AwsBytes.event("metadata", metadata.toString())));
        return all;
    }

    /** Up to the middle of the text. */
    List<Bytes> begun() {
        return events.subList(0, 3);
    }

    private void text(String text) {
        pieces(text).forEach(piece -> delta(node().put("text", piece)));
        end(node().put("text", text));
    }

    private void thought() {
        for (String piece : pieces(Words.THOUGHT)) {
            ObjectNode delta = node();
            delta.putObject("reasoningContent").put("text", piece);
            delta(delta);
        }
        ObjectNode signature = node();
        signature.putObject("reasoningContent").put("signature", Words.SIGNATURE);
        delta(signature);
        ObjectNode block = node();
        block.putObject("reasoningContent")
                .putObject("reasoningText")
                .put("text", Words.THOUGHT)
                .put("signature", Words.SIGNATURE);
        end(block);
    }

    private void call(String id, String name, String arguments) {
        stopReason = "tool_use";
        ObjectNode start = at();
        start.putObject("start").putObject("toolUse").put("toolUseId", id).put("name", name);
        event("contentBlockStart", start);
        for (String piece : pieces(arguments)) {
            ObjectNode delta = node();
            delta.putObject("toolUse").put("input", piece);
            delta(delta);
        }
        ObjectNode block = node();
        block.putObject("toolUse").put("toolUseId", id).put("name", name).set("input", Json.tree(arguments));
        end(block);
    }

    private void delta(ObjectNode delta) {
        ObjectNode event = at();
        event.set("delta", delta);
        event("contentBlockDelta", event);
    }

    private void end(ObjectNode block) {
        event("contentBlockStop", at());
        blocks.add(block);
    }

    private ObjectNode at() {
        return node().put("contentBlockIndex", blocks.size());
    }

    private void event(String name, ObjectNode data) {
        events.add(Bytes.of(AwsBytes.event(name, data.toString())));
    }

    /** Never cut within a surrogate pair: each piece is a JSON string of its own. */
    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int step = text.length() / PIECES + 1;
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + step);
            to += to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? 1 : 0;
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    private static ObjectNode usage() {
        return node().put("inputTokens", Words.INPUT)
                .put("outputTokens", Words.OUTPUT)
                .put("totalTokens", Words.INPUT + Words.CACHED + Words.OUTPUT)
                .put("cacheReadInputTokens", Words.CACHED)
                .put("cacheWriteInputTokens", 0);
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
