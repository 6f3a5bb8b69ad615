package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The members of a request that is written as OpenAI has it, each to be taken once; what is left over is lost. */
final class Members {
    private static final Set<String> FREE = Set.of("stream", "stream_options", "model", "store", "encoding_format");
    private static final Map<String, Loss> NAMES = Map.ofEntries(
            Map.entry("tools", Loss.TOOLS),
            Map.entry("tool_choice", Loss.TOOL_CHOICE),
            Map.entry("parallel_tool_calls", Loss.PARALLEL_TOOLS),
            Map.entry("response_format", Loss.ANSWER_FORMAT),
            Map.entry("temperature", Loss.TEMPERATURE),
            Map.entry("top_p", Loss.TOP_P),
            Map.entry("top_k", Loss.TOP_K),
            Map.entry("seed", Loss.SEED),
            Map.entry("frequency_penalty", Loss.FREQUENCY_PENALTY),
            Map.entry("presence_penalty", Loss.PRESENCE_PENALTY),
            Map.entry("stop", Loss.STOP),
            Map.entry("n", Loss.CHOICES),
            Map.entry("logprobs", Loss.LOGPROBS),
            Map.entry("top_logprobs", Loss.LOGPROBS),
            Map.entry("modalities", Loss.MODALITIES),
            Map.entry("verbosity", Loss.VERBOSITY),
            Map.entry("service_tier", Loss.SERVICE_TIER),
            Map.entry("reasoning_effort", Loss.THINKING),
            Map.entry("user", Loss.USER),
            Map.entry("metadata", Loss.METADATA));

    private final ObjectNode left;
    private final Losses losses;
    private final String model;
    private final boolean stream;

    Members(ObjectNode request, Losses losses) {
        this.left = request;
        this.losses = losses;
        this.model = request.path("model").asText("");
        this.stream = request.path("stream").asBoolean(false);
    }

    String model() {
        return model;
    }

    /** Whether the answer is to come in events. */
    boolean isStream() {
        return stream;
    }

    /** Takes a member; null if it is missing, or null. */
    @Nullable
    JsonNode take(String name) {
        JsonNode value = left.remove(name);
        return value == null || value.isNull() ? null : value;
    }

    /** Takes a member into the vendor's request, under the vendor's name. */
    Members move(String name, ObjectNode to, String as) {
        JsonNode value = take(name);
        if (value != null) {
            to.set(as, value);
        }
        return this;
    }

    /** Takes members that the vendor calls the same. */
    Members keep(ObjectNode to, String... names) {
        for (String name : names) {
            move(name, to, name);
        }
        return this;
    }

    /** Takes the cap on output, by either of its names. */
    Members moveCap(ObjectNode to, String as) {
        return move("max_completion_tokens", to, as).move("max_tokens", to, as);
    }

    /** Takes the messages. */
    List<ObjectNode> messages() {
        List<ObjectNode> messages = new ArrayList<>();
        JsonNode taken = take("messages");
        if (taken != null) {
            taken.forEach(message -> messages.add((ObjectNode) message));
        }
        return messages;
    }

    /** The words of a message's content; pictures and the like are lost. */
    String text(@Nullable JsonNode content) {
        if (content == null || !content.isArray()) {
            return content == null || content.isNull() ? "" : content.asText();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            String type = part.path("type").asText();
            if (type.equals("text")) {
                text.append(text.isEmpty() ? "" : "\n").append(part.path("text").asText());
            } else {
                losses.add(
                        type.equals("image_url")
                                ? Loss.IMAGE
                                : type.equals("input_audio") ? Loss.AUDIO : Loss.DOCUMENT);
            }
        }
        return text.toString();
    }

    /** The conversation as one text, for vendors that are asked one thing: the last message, under those before it. */
    String transcript(List<ObjectNode> messages) {
        if (messages.size() == 1) {
            return text(messages.getFirst().get("content"));
        }
        losses.add(Loss.PLACE);
        StringBuilder text = new StringBuilder();
        for (ObjectNode message : messages) {
            text.append(text.isEmpty() ? "" : "\n\n")
                    .append(message.path("role").asText())
                    .append(": ")
                    .append(text(message.get("content")));
        }
        return text.toString();
    }

    void lose(Loss loss) {
        losses.add(loss);
    }

    /** Whatever has not been taken is lost. */
    void loseTheRest() {
        left.fieldNames().forEachRemaining(this::loseNamed);
    }

    private void loseNamed(String name) {
        JsonNode value = left.get(name);
        boolean saysNothing = value.isNull() || (value.isContainerNode() && value.isEmpty());
        if (!FREE.contains(name) && !saysNothing) {
            losses.add(NAMES.getOrDefault(name, Loss.FIELD));
        }
    }
}
