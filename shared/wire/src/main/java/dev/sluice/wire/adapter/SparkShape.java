package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Frames;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * iFlytek's Spark over WebSocket, whose answers always come in pieces. Whose application asks is added where the handshake is
 * signed. It knows functions, one call at a time, but has no words for their results.
 *
 * @see <a href="https://www.xfyun.cn/doc/spark/Web.html">Spark's WebSocket API</a>
 */
final class SparkShape implements VendorShape {
    private static final String CONTENT = "content";
    private static final String FUNCTION = "function";
    private static final String FUNCTION_CALL = "function_call";
    private static final String HEADER = "header";
    private static final String NAME = "name";
    private static final String PAYLOAD = "payload";
    private static final String STATUS = "status";
    private static final String SYSTEM = "system";
    private static final String TEXT = "text";
    private static final String TOOL_CALLS = "tool_calls";
    private static final int LAST = 2;
    private static final int LONGEST_USER = 32;

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object();
        user(asked, out.putObject(HEADER));
        ObjectNode chat = out.putObject("parameter").putObject("chat").put("domain", asked.model());
        asked.keep(chat, "temperature", "top_k").moveCap(chat, "max_tokens");
        ObjectNode payload = out.putObject(PAYLOAD);
        messages(asked, payload.putObject("message").putArray(TEXT));
        functions(asked, payload);
        return out;
    }

    private static void user(Members asked, ObjectNode header) {
        JsonNode user = asked.take("user");
        if (user != null && user.asText().length() <= LONGEST_USER) {
            header.put("uid", user.asText());
        } else if (user != null) {
            asked.lose(Loss.USER);
        }
    }

    /** What the model is told stands first, or nowhere. */
    private static void messages(Members asked, ArrayNode out) {
        StringBuilder system = new StringBuilder();
        for (ObjectNode message : asked.messages()) {
            String text = asked.text(message.get(CONTENT));
            switch (message.path("role").asText()) {
                case SYSTEM -> system.append(system.isEmpty() ? "" : "\n").append(text);
                case "assistant" -> say(out, "assistant", called(asked, message, text));
                case "tool" -> {
                    asked.lose(Loss.PLACE);
                    say(out, "user", text);
                }
                default -> say(out, "user", text);
            }
        }
        if (!system.isEmpty()) {
            out.insertObject(0).put("role", SYSTEM).put(CONTENT, system.toString());
        }
    }

    private static void say(ArrayNode out, String role, String text) {
        out.addObject().put("role", role).put(CONTENT, text);
    }

    /** A call is told in words, since a message without any is refused. */
    private static String called(Members asked, ObjectNode message, String text) {
        StringBuilder words = new StringBuilder(text);
        for (JsonNode call : message.path(TOOL_CALLS)) {
            JsonNode function = call.path(FUNCTION);
            asked.lose(Loss.PLACE);
            words.append(words.isEmpty() ? "" : "\n")
                    .append(function.path(NAME).asText())
                    .append(' ')
                    .append(function.path("arguments").asText());
        }
        return words.toString();
    }

    /** A choice is made by what is offered. */
    private static void functions(Members asked, ObjectNode payload) {
        JsonNode tools = asked.take("tools");
        JsonNode choice = asked.take("tool_choice");
        String mode = choice == null ? "auto" : choice.asText();
        if (tools == null || mode.equals("none")) {
            return;
        }
        if (!mode.equals("auto")) {
            asked.lose(Loss.TOOL_CHOICE);
        }
        String only = choice == null ? "" : choice.path(FUNCTION).path(NAME).asText("");
        ArrayNode functions = payload.putObject("functions").putArray(TEXT);
        for (JsonNode tool : tools) {
            JsonNode function = tool.path(FUNCTION);
            if (only.isEmpty() || function.path(NAME).asText().equals(only)) {
                ObjectNode offered = functions.addObject();
                for (String member : new String[] {NAME, "description", "parameters"}) {
                    if (function.hasNonNull(member)) {
                        offered.set(member, function.get(member));
                    }
                }
            }
        }
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        throw answer.wrong("messages of a WebSocket");
    }

    @Override
    public Frames frames() {
        return new MessageFrames();
    }

    @Override
    public ChunkReader chunks() {
        return new Pieces();
    }

    /** The pieces of one answer. */
    private static final class Pieces implements ChunkReader {
        private int calls;
        private boolean done;

        @Override
        public ObjectNode read(String event, JsonNode data) {
            JsonNode payload = data.path(PAYLOAD);
            JsonNode choices = payload.path("choices");
            String id = data.path(HEADER).path("sid").asText("");
            done = data.path(HEADER).path(STATUS).asInt() == LAST
                    || choices.path(STATUS).asInt() == LAST;
            ObjectNode delta = delta(choices.path(TEXT), id);
            JsonNode used = payload.path("usage").path(TEXT);
            ObjectNode usage = Completions.usage(used.path("prompt_tokens"), used.path("completion_tokens"));
            String finish = calls > 0 ? TOOL_CALLS : "stop";
            return Completions.chunk(id, delta, done ? finish : null, usage);
        }

        private ObjectNode delta(JsonNode texts, String id) {
            StringBuilder words = new StringBuilder();
            StringBuilder thoughts = new StringBuilder();
            ArrayNode called = JsonTree.object().arrayNode();
            for (JsonNode text : texts) {
                words.append(text.path(CONTENT).asText(""));
                thoughts.append(text.path("reasoning_content").asText(""));
                JsonNode call = text.path(FUNCTION_CALL);
                if (call.isObject()) {
                    String callId = "call_" + id + "_" + calls;
                    String arguments = call.path("arguments").asText();
                    called.add(Completions.toolCall(
                            calls++, callId, call.path(NAME).asText(), arguments));
                }
            }
            ObjectNode delta = Completions.message(words.toString());
            if (!thoughts.isEmpty()) {
                delta.put("reasoning_content", thoughts.toString());
            }
            if (!called.isEmpty()) {
                delta.set(TOOL_CALLS, called);
            }
            return delta;
        }

        @Override
        public boolean isDone() {
            return done;
        }
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        int code = body.path(HEADER).path("code").asInt(0);
        if (code == 0) {
            return null;
        }
        String message = body.path(HEADER).path("message").asText("");
        return switch (code) {
            case 10013, 10014, 10019 -> Completions.error(message, "content_filter", 400);
            case 10907, 10910 -> Completions.error(message, "context_length_exceeded", 400);
            default -> Completions.error(message, code + "", status(code));
        };
    }

    /** The list of codes is on the same page. */
    private static int status(int code) {
        return switch (code) {
            // A format, a schema or a value that is wrong.
            case 10003, 10004, 10005, 10163 -> 400;
            // The application is barred, or the key is not its own.
            case 10015, 10313 -> 401;
            // It has not been allotted the model, or has used up what it was; today's share is used up.
            case 10016, 11200, 11201 -> 402;
            // No such domain; 404 might as well be of something that the request names.
            case 10404 -> 410;
            // One at a time; so many in a second; so many at once.
            case 10006, 10007, 11202, 11203 -> 429;
            default -> 503;
        };
    }
}
