package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import java.util.ArrayList;
import java.util.List;

/** An answer of an upstream of Responses, to be given whole or in events. */
final class ResponsesScript implements Script {
    private final String model;
    private final ArrayNode output = Json.array();
    private final List<ObjectNode> events = new ArrayList<>();
    private boolean thinks;

    ResponsesScript(String model) {
        this.model = model;
        event("response.created").set("response", response("in_progress"));
        event("response.in_progress").set("response", response("in_progress"));
    }

    private ObjectNode event(String type) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", events.size());
        events.add(event);
        return event;
    }

    private ObjectNode inItem(String type, String id) {
        return event(type).put("item_id", id).put("output_index", output.size());
    }

    private void added(ObjectNode item) {
        event("response.output_item.added").put("output_index", output.size()).set("item", item);
    }

    private void done(ObjectNode item) {
        event("response.output_item.done").put("output_index", output.size()).set("item", item);
        output.add(item);
    }

    @Override
    public void text(String text) {
        ObjectNode item =
                Json.object().put("id", "msg_upstream").put("type", "message").put("role", "assistant");
        ObjectNode head = item.deepCopy().put("status", "in_progress");
        head.putArray("content");
        added(head);
        ObjectNode part = Json.object().put("type", "output_text").put("text", "");
        part.putArray("annotations");
        part.putArray("logprobs");
        inItem("response.content_part.added", "msg_upstream")
                .put("content_index", 0)
                .set("part", part);
        for (String piece : Script.thirds(text)) {
            inItem("response.output_text.delta", "msg_upstream")
                    .put("content_index", 0)
                    .put("delta", piece)
                    .put("obfuscation", "abc")
                    .putArray("logprobs");
        }
        inItem("response.output_text.done", "msg_upstream")
                .put("content_index", 0)
                .put("text", text)
                .putArray("logprobs");
        ObjectNode whole = part.deepCopy().put("text", text);
        inItem("response.content_part.done", "msg_upstream")
                .put("content_index", 0)
                .set("part", whole);
        item.put("status", "completed").putArray("content").add(whole);
        done(item);
    }

    @Override
    public void thought() {
        thinks = true;
        ObjectNode item = Json.object().put("id", "rs_upstream").put("type", "reasoning");
        ObjectNode head = item.deepCopy();
        head.putArray("summary");
        added(head);
        ObjectNode part = Json.object().put("type", "summary_text").put("text", "");
        inItem("response.reasoning_summary_part.added", "rs_upstream")
                .put("summary_index", 0)
                .set("part", part);
        for (String piece : Script.thirds(Words.THOUGHT)) {
            inItem("response.reasoning_summary_text.delta", "rs_upstream")
                    .put("summary_index", 0)
                    .put("delta", piece);
        }
        inItem("response.reasoning_summary_text.done", "rs_upstream")
                .put("summary_index", 0)
                .put("text", Words.THOUGHT);
        ObjectNode whole = part.deepCopy().put("text", Words.THOUGHT);
        inItem("response.reasoning_summary_part.done", "rs_upstream")
                .put("summary_index", 0)
                .set("part", whole);
        item.putArray("summary").add(whole);
        item.put("encrypted_content", Words.SIGNATURE);
        done(item);
    }

    @Override
    public void call(String callId, String name, String arguments) {
        String id = "fc_" + output.size();
        ObjectNode item = Json.object().put("id", id).put("type", "function_call");
        item.put("call_id", callId).put("name", name).put("arguments", "").put("status", "in_progress");
        added(item.deepCopy());
        for (String piece : Script.thirds(arguments)) {
            inItem("response.function_call_arguments.delta", id).put("delta", piece);
        }
        inItem("response.function_call_arguments.done", id).put("arguments", arguments);
        done(item.put("arguments", arguments).put("status", "completed"));
    }

    private ObjectNode response(String status) {
        ObjectNode response = Json.object().put("id", "resp_upstream").put("object", "response");
        response.put("created_at", 1_700_000_000L).put("status", status).put("model", model);
        response.putNull("error").putNull("incomplete_details").putNull("instructions");
        response.putObject("metadata");
        response.set("output", output.deepCopy());
        response.put("parallel_tool_calls", true).put("temperature", 1.0).put("tool_choice", "auto");
        response.putArray("tools");
        response.put("top_p", 1.0).putNull("usage");
        return response;
    }

    private ObjectNode finished() {
        ObjectNode response = response("completed").put("service_tier", "default");
        long input = Words.INPUT + Words.CACHED;
        long reasoned = thinks ? Words.REASONED : 0;
        ObjectNode usage = response.putObject("usage").put("input_tokens", input);
        usage.putObject("input_tokens_details")
                .put("cached_tokens", Words.CACHED)
                .put("cache_write_tokens", 0);
        usage.put("output_tokens", Words.OUTPUT + reasoned);
        usage.putObject("output_tokens_details").put("reasoning_tokens", reasoned);
        usage.put("total_tokens", input + Words.OUTPUT + reasoned);
        return response;
    }

    String whole() {
        return finished().toString();
    }

    List<Bytes> events() {
        event("response.completed").set("response", finished());
        return events.stream()
                .map(event -> Bytes.utf8("event: " + event.path("type").asText() + "\ndata: " + event + "\n\n"))
                .toList();
    }
}
