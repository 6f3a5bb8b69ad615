package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.ServiceTiers;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads an upstream's whole answer. */
final class OpenAiChatResponseReader {
    static final Set<String> ANSWER = Set.of("id", "object", "created", "model", "choices", "usage", "x_groq");
    static final Set<String> CHOICE = Set.of("index", "message", "delta", "finish_reason", "logprobs", "usage", "text");
    static final Set<String> MESSAGE = Set.of(
            "role",
            "content",
            "refusal",
            "annotations",
            "tool_calls",
            "function_call",
            "audio",
            "images",
            "reasoning_content",
            "reasoning",
            "reasoning_details");
    /** An empty list of annotations is kept as it came. */
    private static final Set<String> UNANNOTATED =
            MESSAGE.stream().filter(name -> !name.equals("annotations")).collect(Collectors.toUnmodifiableSet());

    private static final Set<String> USAGE = Set.of(
            "prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "completion_tokens_details");

    private static final List<String> RARE = List.of("audio_tokens", "image_tokens");

    private final Doc answer;
    private final Set<Quirk> quirks;
    private final String id;

    private OpenAiChatResponseReader(Doc answer, Set<Quirk> quirks) {
        this.answer = answer;
        this.quirks = quirks;
        this.id = answer.at("id").node().asText("");
    }

    static ChatResponse read(Bytes body, Set<Quirk> quirks) {
        Doc answer = Doc.ofUpstream(body);
        if (isError(answer.node())) {
            throw new GatewayException(ErrorReader.readInAnswer(body).error());
        }
        if (!answer.at("choices").isArray()) {
            throw answer.at("choices").wrong("an array");
        }
        return new OpenAiChatResponseReader(answer, quirks).read();
    }

    /** Whether there is an error that a JavaScript client would take for true; older vLLM says so in {@code object}. */
    static boolean isError(JsonNode answer) {
        JsonNode error = answer.path("error");
        boolean isFalse = error.isMissingNode()
                || error.isNull()
                || (error.isBoolean() && !error.booleanValue())
                || (error.isTextual() && error.textValue().isEmpty())
                || (error.isNumber() && error.decimalValue().signum() == 0);
        return !isFalse || answer.path("object").asText("").equals("error");
    }

    private ChatResponse read() {
        List<Choice> choices = new ArrayList<>();
        for (Doc choice : answer.list("choices")) {
            if (choice.isObject()) {
                choices.add(choice(choice, choices.size()));
            }
        }
        return new ChatResponse(
                id,
                answer.at("model").node().asText(""),
                created(answer.node()),
                choices,
                usage(answer.node(), quirks),
                extras());
    }

    /** Seconds; some write them as a fraction, or not at all. */
    static long created(JsonNode answer) {
        return Math.max(0, answer.path("created").asLong(0));
    }

    private Extras extras() {
        OpenAiRest rest = new OpenAiRest().of(answer, ANSWER);
        Doc usage = answer.at("usage");
        if (usage.isObject()) {
            OpenAiRest inside = new OpenAiRest()
                    .of(usage, USAGE)
                    .inside(
                            "prompt_tokens_details",
                            usage.at("prompt_tokens_details"),
                            told(usage.at("prompt_tokens_details"), "cached_tokens", "cache_write_tokens"))
                    .inside(
                            "completion_tokens_details",
                            usage.at("completion_tokens_details"),
                            told(usage.at("completion_tokens_details"), "reasoning_tokens"));
            rest.with("usage", inside.extras());
        }
        return rest.extras();
    }

    /** What is written again of the details: always these, and sounds and pictures if there were any. */
    private static Set<String> told(Doc details, String... always) {
        Set<String> told = new HashSet<>(List.of(always));
        for (String rare : RARE) {
            if (details.node().path(rare).longValue() > 0) {
                told.add(rare);
            }
        }
        return told;
    }

    /** Usage wherever it stands, the top level first; null if there is none, or none that can be true. */
    static @Nullable Usage usage(JsonNode answer, Set<Quirk> quirks) {
        JsonNode found = usageNode(answer, quirks);
        if (!found.isObject()) {
            return null;
        }
        Bytes bytes = JsonTree.write(found);
        Usage usage = OpenAiUsageReader.read(bytes.array(), bytes.offset(), bytes.offset() + bytes.length(), quirks)
                .usage();
        return usage == null ? null : tiered(usage, tier(answer));
    }

    /** The service tier, if it is not the usual one. */
    static @Nullable String tier(JsonNode answer) {
        return ServiceTiers.unusual(answer.path("service_tier").asText(""));
    }

    static Usage tiered(Usage usage, @Nullable String tier) {
        return tier == null ? usage : usage.with(usage.rare().withTier(tier));
    }

    static JsonNode usageNode(JsonNode answer, Set<Quirk> quirks) {
        JsonNode usage = answer.path("usage");
        if (!usage.isObject()) {
            usage = answer.path("x_groq").path("usage");
        }
        if (!usage.isObject() && quirks.contains(Quirk.USAGE_IN_CHOICE)) {
            usage = answer.path("choices").path(0).path("usage");
        }
        return usage;
    }

    private Choice choice(Doc choice, int position) {
        int index = choice.at("index").node().asInt(position);
        Doc message = choice.at("message");
        List<Part> parts = message.isObject() ? parts(message, index) : List.of();
        boolean calledTools = parts.stream().anyMatch(Part.ToolUse.class::isInstance);
        Extras extras = new OpenAiRest()
                .of(choice, CHOICE)
                .with("message", message.isObject() ? rest(message) : Extras.NONE)
                .extras();
        return new Choice(
                index,
                parts,
                OpenAiFinish.read(choice.node(), calledTools),
                OpenAiLogprobs.read(choice.node()),
                extras);
    }

    private static Extras rest(Doc message) {
        Set<String> known = message.at("annotations").node().isEmpty() ? UNANNOTATED : MESSAGE;
        return new OpenAiRest().of(message, known, Set.of("content")).extras();
    }

    private List<Part> parts(Doc message, int choice) {
        List<Part> parts = new ArrayList<>(OpenAiThoughts.ofUpstream(message));
        List<Citation> citations = OpenAiCitations.read(message);
        for (Part part : OpenAiPartReader.content(message.at("content"))) {
            if (part instanceof Part.Text text && !citations.isEmpty()) {
                parts.add(new Part.Text(text.text(), citations, text.notes()));
                citations = List.of();
            } else if (!(part instanceof Part.Text text && text.text().isEmpty())) {
                parts.add(part);
            }
        }
        if (!citations.isEmpty()) {
            parts.add(new Part.Text("", citations, Notes.NONE));
        }
        String refusal = message.at("refusal").node().textValue();
        if (refusal != null && !refusal.isEmpty()) {
            parts.add(new Part.Refusal(refusal, Notes.NONE));
        }
        if (message.at("audio").isObject()) {
            parts.add(OpenAiAudio.read(message.at("audio")));
        }
        if (message.at("images").isArray()) {
            message.list("images").stream()
                    .filter(i -> i.has("image_url"))
                    .forEach(i -> parts.add(OpenAiPartReader.image(i)));
        }
        calls(message, choice, parts);
        return parts;
    }

    private void calls(Doc message, int choice, List<Part> parts) {
        for (Doc call : message.list("tool_calls")) {
            String given = call.at("id").node().asText("");
            String made = OpenAiIds.made(id, choice, parts.size());
            parts.add(OpenAiCalls.call(call, given.isEmpty() ? made : given));
        }
        Doc function = message.at("function_call");
        if (function.isObject()) {
            String made = OpenAiIds.made(id, choice, parts.size());
            parts.add(new Part.ToolUse(
                    made, function.textOr("name", ""), function.textOr("arguments", ""), false, Notes.NONE));
        }
    }
}
