package dev.sluice.wire.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.AnswerFormat;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.ToolChoice;
import dev.sluice.wire.Efforts;
import dev.sluice.wire.json.JsonTree;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a request says, facet by facet, in words that do not depend on the dialect in which it is said. */
final class RequestGist {
    /** Facets that dialects say too differently to compare; they only show whether a loss was declared for nothing. */
    static final Set<String> LOOSE = Set.of("thinking in all words", "tools that are not to be called");

    /** Names that files without one are given, where they must have one. */
    private static final Pattern NAMELESS = Pattern.compile("document( \\w+)?");

    /** Schemas that describe nothing: a dialect that insists on a schema is given one of these for none. */
    private static final Set<String> ANY_OBJECT =
            Set.of("{}", "{\"type\":\"object\"}", "{\"type\":\"object\",\"properties\":{}}");

    /** Which losses may explain that a facet is another one after the journey. None of them: it must be the same. */
    static final Map<String, Set<Loss>> EXPLAINED = Map.ofEntries(
            Map.entry("system", EnumSet.of(Loss.IMAGE, Loss.DOCUMENT)),
            Map.entry("user", EnumSet.of(Loss.DOCUMENT, Loss.AUDIO)),
            Map.entry("assistant", EnumSet.of(Loss.REFUSAL, Loss.AUDIO)),
            Map.entry("refusals", EnumSet.of(Loss.REFUSAL)),
            Map.entry("citations", EnumSet.of(Loss.CITATION)),
            Map.entry("names", EnumSet.of(Loss.NAME)),
            Map.entry("images", EnumSet.of(Loss.IMAGE, Loss.TOOL_RESULT_PART)),
            Map.entry("image details", EnumSet.of(Loss.IMAGE_DETAIL, Loss.IMAGE, Loss.TOOL_RESULT_PART)),
            Map.entry("sounds", EnumSet.of(Loss.AUDIO, Loss.TOOL_RESULT_PART)),
            Map.entry("films", EnumSet.of(Loss.VIDEO, Loss.TOOL_RESULT_PART)),
            Map.entry("documents", EnumSet.of(Loss.DOCUMENT, Loss.TOOL_RESULT_PART)),
            Map.entry("document names", EnumSet.of(Loss.DOCUMENT, Loss.TOOL_RESULT_PART)),
            Map.entry("document citations", EnumSet.of(Loss.CITATION, Loss.DOCUMENT)),
            Map.entry("calls", EnumSet.of(Loss.CUSTOM_TOOL, Loss.FIELD)),
            Map.entry("results", EnumSet.of(Loss.TOOL_RESULT_PART)),
            Map.entry("result files", EnumSet.of(Loss.TOOL_RESULT_PART)),
            Map.entry("errors", EnumSet.of(Loss.TOOL_ERROR)),
            Map.entry("tools", EnumSet.of(Loss.CUSTOM_TOOL, Loss.HOSTED_TOOL, Loss.TOOL_CHOICE, Loss.STRICT)),
            Map.entry("tools that are not to be called", EnumSet.of(Loss.CUSTOM_TOOL, Loss.HOSTED_TOOL, Loss.STRICT)),
            Map.entry("strict", EnumSet.of(Loss.STRICT, Loss.CUSTOM_TOOL)),
            Map.entry("tool choice", EnumSet.of(Loss.TOOL_CHOICE, Loss.HOSTED_TOOL)),
            Map.entry("parallel", EnumSet.of(Loss.PARALLEL_TOOLS)),
            Map.entry("temperature", EnumSet.of(Loss.TEMPERATURE)),
            Map.entry("topP", EnumSet.of(Loss.TOP_P)),
            Map.entry("topK", EnumSet.of(Loss.TOP_K)),
            Map.entry("seed", EnumSet.of(Loss.SEED)),
            Map.entry("frequencyPenalty", EnumSet.of(Loss.FREQUENCY_PENALTY)),
            Map.entry("presencePenalty", EnumSet.of(Loss.PRESENCE_PENALTY)),
            Map.entry("maxTokens", EnumSet.of(Loss.FIELD)),
            Map.entry("stop", EnumSet.of(Loss.STOP)),
            Map.entry("format", EnumSet.of(Loss.ANSWER_FORMAT)),
            Map.entry("format name", EnumSet.of(Loss.FIELD, Loss.ANSWER_FORMAT)),
            Map.entry("choices", EnumSet.of(Loss.CHOICES)),
            Map.entry("logprobs", EnumSet.of(Loss.LOGPROBS)),
            Map.entry("modalities", EnumSet.of(Loss.MODALITIES)),
            Map.entry("verbosity", EnumSet.of(Loss.VERBOSITY)),
            Map.entry("thinks", EnumSet.of(Loss.THINKING, Loss.THINKING_OFF)),
            Map.entry("thinks how much", EnumSet.of(Loss.THINKING, Loss.THINKING_OFF)),
            Map.entry("thinking in all words", EnumSet.of(Loss.THINKING, Loss.THINKING_OFF)),
            Map.entry("thoughts", EnumSet.of(Loss.REASONING, Loss.SEAL)),
            Map.entry("seals", EnumSet.of(Loss.SEAL)),
            Map.entry("cache marks", EnumSet.of(Loss.CACHE_MARK)),
            Map.entry("cache key", EnumSet.of(Loss.CACHE_MARK)),
            Map.entry("opaque", EnumSet.of(Loss.OPAQUE_PART)),
            Map.entry("user id", EnumSet.of(Loss.USER)),
            Map.entry("tier", EnumSet.of(Loss.SERVICE_TIER)),
            Map.entry("metadata", EnumSet.of(Loss.METADATA)));

    private final ChatRequest request;
    private final Map<String, Object> facets = new LinkedHashMap<>();

    private RequestGist(ChatRequest request) {
        this.request = request;
    }

    static Set<Loss> explaining(String facet) {
        return Objects.requireNonNull(EXPLAINED.get(facet), facet);
    }

    static Map<String, Object> of(ChatRequest request) {
        RequestGist gist = new RequestGist(request);
        gist.words();
        gist.files();
        gist.calls();
        gist.tools();
        gist.sampling();
        gist.answer();
        gist.thinking();
        gist.service();
        return gist.facets;
    }

    /**
     * Who said what, in order: a line for each thing said. A dialect that has no place for a tool's results but the beginning
     * of a user's turn has them there, so they stand there in all; so do instructions before the first turn.
     */
    static List<String> order(ChatRequest request) {
        List<String> lines = new ArrayList<>();
        List<String> results = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Message message : request.messages()) {
            if (message.role() == Role.ASSISTANT || isInstruction(message)) {
                lines.addAll(results);
                lines.addAll(others);
                results.clear();
                others.clear();
            }
            for (Part part : message.parts()) {
                List<String> to = message.role() == Role.ASSISTANT || isInstruction(message)
                        ? lines
                        : part instanceof Part.ToolResult ? results : others;
                String line = line(message.role(), part);
                if (!line.isEmpty()) {
                    to.add(line);
                }
            }
        }
        lines.addAll(results);
        lines.addAll(others);
        return lines;
    }

    private static boolean isInstruction(Message message) {
        return message.role() == Role.SYSTEM || message.role() == Role.DEVELOPER;
    }

    private static String line(Role role, Part part) {
        String who = role == Role.ASSISTANT ? "assistant: " : "";
        return switch (part) {
            case Part.Text text -> text.text().isEmpty() ? "" : who + text.text();
            case Part.Image image -> where(image.source());
            case Part.Audio audio -> where(audio.source());
            case Part.Video video -> where(video.source());
            case Part.Document document -> where(document.source());
            case Part.Reasoning thought -> thought.text();
            case Part.ToolUse use -> "call " + use.name() + tree(use.input());
            case Part.ToolResult result -> "result " + said(result);
            case Part.Refusal refusal -> who + refusal.text();
            case Part.Opaque opaque -> opaque.json().text();
        };
    }

    private void words() {
        facets.put("system", texts(Role.SYSTEM, Role.DEVELOPER));
        // A result's words are its own, but for OpenAI's and Cohere's users, who say them in messages of tools.
        facets.put("user", texts(Role.USER, Role.TOOL));
        facets.put("assistant", texts(Role.ASSISTANT));
        facets.put("refusals", all(Part.Refusal.class).map(Part.Refusal::text).toList());
        facets.put(
                "citations",
                all(Part.Text.class)
                        .flatMap(text -> text.citations().stream())
                        .map(RequestGist::said)
                        .toList());
        facets.put(
                "names",
                request.messages().stream()
                        .map(Message::name)
                        .filter(name -> name != null)
                        .toList());
        facets.put("opaque", all(Part.Opaque.class).count());
        facets.put("cache marks", cacheMarks());
    }

    private static String said(Citation citation) {
        return Stream.of(
                        citation.url(),
                        citation.title(),
                        citation.cited(),
                        citation.document(),
                        citation.from(),
                        citation.to())
                .map(String::valueOf)
                .collect(Collectors.joining(" "));
    }

    private long cacheMarks() {
        return Stream.concat(
                        parts().map(Part::notes),
                        Stream.concat(
                                request.tooling().tools().stream().map(Tool::notes),
                                request.messages().stream().map(Message::notes)))
                .filter(notes -> notes.cache() != null)
                .count();
    }

    private void files() {
        facets.put("images", sources(all(Part.Image.class).map(Part.Image::source)));
        // "auto" is what all do who are told nothing.
        facets.put(
                "image details",
                all(Part.Image.class)
                        .map(image -> image.detail() == null ? "auto" : image.detail())
                        .filter(detail -> !detail.equals("auto"))
                        .toList());
        facets.put("sounds", sources(all(Part.Audio.class).map(Part.Audio::source)));
        facets.put("films", sources(all(Part.Video.class).map(Part.Video::source)));
        facets.put("documents", sources(all(Part.Document.class).map(Part.Document::source)));
        facets.put(
                "document names",
                all(Part.Document.class)
                        .flatMap(document -> Stream.of(document.name(), document.context()))
                        .filter(words -> words != null)
                        .map(RequestGist::letters)
                        .filter(words -> !NAMELESS.matcher(words).matches())
                        .toList());
        facets.put(
                "document citations",
                all(Part.Document.class).filter(Part.Document::cited).count());
    }

    /** OpenAI wants a file to have a name, and Bedrock takes no dots in it: one may come, but not go. */
    private static String letters(String name) {
        return name.replaceAll("[^A-Za-z0-9]+", " ").strip();
    }

    /** Sorted: pictures of results stand in them here and after them there; the order has a test of its own. */
    private static List<String> sources(Stream<Source> sources) {
        return sources.map(RequestGist::where).sorted().toList();
    }

    private void calls() {
        List<Part.ToolUse> calls = all(Part.ToolUse.class).toList();
        facets.put(
                "calls",
                calls.stream().map(use -> use.name() + tree(use.input())).toList());
        List<String> ids = calls.stream().map(Part.ToolUse::id).toList();
        // Which call a result answers: ids may be others, but must tie the same things together.
        facets.put(
                "results",
                all(Part.ToolResult.class)
                        .map(result -> ids.indexOf(result.callId()) + " " + said(result))
                        .sorted()
                        .toList());
        facets.put(
                "result files",
                all(Part.ToolResult.class)
                        .map(result -> ids.indexOf(result.callId()) + " " + files(result))
                        .sorted()
                        .toList());
        facets.put(
                "errors",
                all(Part.ToolResult.class)
                        .filter(Part.ToolResult::error)
                        .map(result -> ids.indexOf(result.callId()))
                        .sorted()
                        .toList());
    }

    private static String files(Part.ToolResult result) {
        return result.content().stream()
                .filter(part -> !(part instanceof Part.Text))
                .map(part -> line(Role.USER, part))
                .collect(Collectors.joining(" "));
    }

    /**
     * The tools that may be called, and whether one must be: "none", "one of these" or "this one" is said with a choice here,
     * and by not offering the others there.
     */
    private void tools() {
        List<Tool> callable =
                request.tooling().tools().stream().filter(this::isCallable).toList();
        facets.put("tools", callable.stream().map(RequestGist::declaration).toList());
        facets.put(
                "tools that are not to be called",
                request.tooling().tools().stream()
                        .filter(tool -> !callable.contains(tool))
                        .map(RequestGist::declaration)
                        .toList());
        facets.put(
                "strict",
                callable.stream()
                        .filter(tool ->
                                tool instanceof Tool.Function function && Boolean.TRUE.equals(function.strict()))
                        .map(RequestGist::name)
                        .toList());
        boolean must = request.tooling().choice() instanceof ToolChoice.Required
                || request.tooling().choice() instanceof ToolChoice.Named
                || (request.tooling().choice() instanceof ToolChoice.Among among && among.required());
        facets.put(
                "tool choice", callable.stream().map(RequestGist::name).sorted().toList() + (must ? " must" : " may"));
        facets.put(
                "parallel",
                callable.isEmpty() || !Boolean.FALSE.equals(request.tooling().parallel()));
    }

    private boolean isCallable(Tool tool) {
        return switch (request.tooling().choice()) {
            case ToolChoice.None ignored -> false;
            case ToolChoice.Named named -> named.name().equals(name(tool));
            case ToolChoice.Among among -> among.names().contains(name(tool));
            case ToolChoice.Auto ignored -> true;
            case ToolChoice.Required ignored -> true;
            case null -> true;
        };
    }

    private static String name(Tool tool) {
        return switch (tool) {
            case Tool.Function function -> function.name();
            case Tool.Custom custom -> custom.name();
            case Tool.Hosted hosted -> hosted.type();
        };
    }

    private static String declaration(Tool tool) {
        if (!(tool instanceof Tool.Function function)) {
            return tool.getClass().getSimpleName() + " " + name(tool);
        }
        String schema = function.parameters() == null
                ? "{}"
                : tree(function.parameters().text());
        // An empty description says what none says, and Bedrock refuses it.
        String description = function.description() == null ? "" : function.description();
        return function.name() + " " + description + (ANY_OBJECT.contains(schema) ? "{}" : schema);
    }

    private void sampling() {
        facets.put("temperature", number(request.sampling().temperature()));
        facets.put("topP", number(request.sampling().topP()));
        facets.put("topK", number(request.sampling().topK()));
        facets.put("seed", orNone(request.sampling().seed()));
        facets.put("frequencyPenalty", number(request.sampling().frequencyPenalty()));
        facets.put("presencePenalty", number(request.sampling().presencePenalty()));
    }

    private void answer() {
        AnswerWish wish = request.answer();
        // Anthropic must be given a cap: one that nobody asked for is no loss.
        if (wish.maxTokens() != null) {
            facets.put("maxTokens", wish.maxTokens());
        }
        facets.put("stop", wish.stop());
        facets.put("format", format(wish.format()));
        facets.put("format name", wish.format() instanceof AnswerFormat.Schema schema ? called(schema) : "");
        facets.put("choices", wish.choices() == null ? 1 : wish.choices());
        boolean logprobs = Boolean.TRUE.equals(wish.logprobs());
        facets.put("logprobs", logprobs + " " + (wish.topLogprobs() == null ? 0 : wish.topLogprobs()));
        facets.put(
                "modalities",
                wish.modalities().stream()
                        .filter(modality -> !modality.equals("text"))
                        .toList());
        facets.put("verbosity", orNone(wish.verbosity()));
    }

    private static String format(@Nullable AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.Schema schema -> "schema " + tree(schema.schema().text());
            case AnswerFormat.Json ignored -> "json";
            case AnswerFormat.Text ignored -> "text";
            case null -> "text";
        };
    }

    /** Some dialects' schemas have no name; that is read as a name that says nothing. */
    private static String called(AnswerFormat.Schema schema) {
        String name = schema.name().equals(AnswerFormat.Schema.UNNAMED) ? "" : schema.name();
        return name + " " + (schema.description() == null ? "" : schema.description());
    }

    private void thinking() {
        Thinking thinking = request.thinking();
        boolean thinks = thinking != null && !Efforts.isOff(thinking) && says(thinking);
        Long budget = thinks && thinking != null ? Efforts.budget(thinking) : null;
        facets.put("thinks", thinks);
        facets.put("thinks how much", budget == null || budget < 0 ? "as it likes" : budget);
        facets.put("thinking in all words", said(thinking));
        facets.put(
                "thoughts",
                all(Part.Reasoning.class)
                        .map(Part.Reasoning::text)
                        .filter(text -> !text.isEmpty())
                        .toList());
        facets.put(
                "seals",
                parts().filter(part -> part.notes().seal() != null)
                        .map(part -> line(Role.ASSISTANT, part) + part.notes().seal())
                        .toList());
    }

    private static boolean says(Thinking thinking) {
        return thinking.mode() != null || thinking.effort() != null || thinking.budget() != null;
    }

    private static String said(@Nullable Thinking thinking) {
        return thinking == null
                ? "nothing"
                : Stream.of(thinking.mode(), thinking.effort(), thinking.budget(), thinking.summary(), thinking.shown())
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "));
    }

    private void service() {
        facets.put("user id", orNone(request.service().user()));
        facets.put("cache key", orNone(request.service().cacheKey()));
        facets.put("tier", tier(request.service().tier()));
        facets.put(
                "metadata",
                request.service().metadata() == null
                        ? "none"
                        : tree(request.service().metadata().text()));
    }

    /** The words for an ordinary tier are others in each dialect; "auto" is what all do who are told nothing. */
    private static String tier(@Nullable String tier) {
        String word = tier == null ? "auto" : tier.toLowerCase(Locale.ROOT);
        return word.equals("standard") || word.equals("standard_only") ? "default" : word;
    }

    private List<String> texts(Role... roles) {
        Set<Role> wanted = Set.of(roles);
        return request.messages().stream()
                .filter(message -> wanted.contains(message.role()))
                .flatMap(message -> message.parts().stream())
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private <T extends Part> Stream<T> all(Class<T> type) {
        return parts().filter(type::isInstance).map(type::cast);
    }

    /** All parts, those in results of tools included. */
    private Stream<Part> parts() {
        return request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .flatMap(part -> part instanceof Part.ToolResult result
                        ? Stream.concat(Stream.of(part), result.content().stream())
                        : Stream.of(part));
    }

    /** The words of a result. Gemini has one text for all of them, in which each begins a line. */
    private static String said(Part.ToolResult result) {
        return tree(result.content().stream()
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .collect(Collectors.joining("\n")));
    }

    /** Where a file is. A plain text is a file of type text/plain where files are all there is. */
    private static String where(Source source) {
        return switch (source) {
            case Source.Url url -> url.url();
            case Source.Inline inline ->
                inline.mediaType().startsWith("text/") ? decoded(inline.base64()) : inline.base64();
            case Source.Uploaded uploaded -> uploaded.id();
            case Source.Plain plain -> plain.text();
        };
    }

    private static String decoded(String base64) {
        return new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    private static String tree(String json) {
        return JsonTree.parse(json.isEmpty() ? "{}" : json)
                .map(JsonNode::toString)
                .orElse(json);
    }

    private static Object number(@Nullable BigDecimal number) {
        return number == null ? "none" : number.stripTrailingZeros();
    }

    private static Object orNone(@Nullable Object value) {
        return value == null ? "none" : value;
    }
}
