package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.JsonTree;

/** The call of a tool while it is written. */
final class ResponsesToolCall extends ResponsesItem {
    private final boolean custom;
    private final boolean wrapped;
    private final StringBuilder said = new StringBuilder();

    /**
     * Begins a call.
     *
     * @param custom whether the tool takes free text
     * @param wrapped whether it was offered to the upstream as a function of one text, which must be taken out again
     */
    ResponsesToolCall(ResponsesEmitter events, int index, ObjectNode node, boolean custom, boolean wrapped) {
        super(events, index, node);
        this.custom = custom;
        this.wrapped = wrapped;
        node.put("type", custom ? "custom_tool_call" : "function_call").put("status", "in_progress");
        node.put(custom ? "input" : "arguments", "");
        added();
    }

    @Override
    void say(String text) {
        said.append(text);
        if (!wrapped) {
            delta(text);
        }
    }

    private void delta(String text) {
        events.emit(
                custom ? "response.custom_tool_call_input.delta" : "response.function_call_arguments.delta",
                place().put("delta", text));
    }

    @Override
    void close(boolean cut) {
        String input = input();
        if (wrapped || (said.isEmpty() && !custom)) {
            delta(input);
        }
        node.put(custom ? "input" : "arguments", input).put("status", status(cut));
        if (custom) {
            events.emit("response.custom_tool_call_input.done", place().put("input", input));
        } else {
            ObjectNode done = place().put("name", node.path("name").asText());
            events.emit("response.function_call_arguments.done", done.put("arguments", input));
        }
        done();
    }

    private String input() {
        if (said.isEmpty() && !custom) {
            return "{}"; // no arguments; clients parse what they get
        }
        return wrapped ? unwrapped(said.toString()) : said.toString();
    }

    private static String unwrapped(String arguments) {
        JsonNode object = JsonTree.parse(arguments).orElseGet(JsonTree::object);
        boolean isOneText = object.isObject()
                && object.size() == 1
                && object.properties().iterator().next().getValue().isTextual();
        return isOneText ? object.properties().iterator().next().getValue().textValue() : arguments;
    }
}
