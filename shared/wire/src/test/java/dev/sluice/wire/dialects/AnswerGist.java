package dev.sluice.wire.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.model.chat.Choice;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an answer says, facet by facet, however a dialect groups it. */
final class AnswerGist {
    /** Which losses may explain that a facet is another one after the journey. None of them: it must be the same. */
    static final Map<String, Set<Loss>> EXPLAINED = Map.ofEntries(
            // A Gemini sound has no transcript.
            Map.entry("said", EnumSet.of(Loss.AUDIO)),
            Map.entry("texts", EnumSet.of(Loss.REFUSAL, Loss.AUDIO)),
            Map.entry("refused", EnumSet.of(Loss.REFUSAL)),
            Map.entry("thoughts", EnumSet.of(Loss.REASONING)),
            Map.entry("calls", EnumSet.noneOf(Loss.class)),
            Map.entry("custom", EnumSet.of(Loss.CUSTOM_TOOL)),
            Map.entry("pictures", EnumSet.of(Loss.IMAGE)),
            Map.entry("sounds", EnumSet.of(Loss.AUDIO)),
            Map.entry("opaque", EnumSet.of(Loss.OPAQUE_PART)),
            Map.entry("pages", EnumSet.noneOf(Loss.class)),
            Map.entry("citations", EnumSet.of(Loss.CITATION)),
            Map.entry("passages", EnumSet.of(Loss.CITATION)),
            Map.entry("logprobs", EnumSet.of(Loss.LOGPROBS)),
            Map.entry("choices", EnumSet.of(Loss.CHOICES)),
            // A refusal that became a text ends like any text.
            Map.entry("finish", EnumSet.of(Loss.FINISH_REASON, Loss.REFUSAL)),
            Map.entry("stop sequence", EnumSet.of(Loss.STOP_SEQUENCE)),
            Map.entry("prompt", EnumSet.noneOf(Loss.class)),
            Map.entry("completion", EnumSet.noneOf(Loss.class)),
            Map.entry("usage", EnumSet.of(Loss.USAGE_CLASS)));

    private final Choice choice;
    private final String text;

    private AnswerGist(Choice choice) {
        this.choice = choice;
        this.text = all(Part.Text.class).map(Part.Text::text).reduce("", String::concat);
    }

    static Map<String, Object> of(ChatResponse response) {
        List<Map<String, Object>> all = new ArrayList<>();
        response.choices().forEach(choice -> all.add(new AnswerGist(choice).facets()));
        Map<String, Object> facets = all.isEmpty() ? new LinkedHashMap<>() : all.getFirst();
        facets.put("choices", all.stream().skip(1).map(AnswerGist::words).toList());
        Usage usage = response.usage();
        if (usage != null) {
            facets.put("prompt", usage.prompt());
            facets.put("completion", usage.completion());
            facets.put("usage", usage);
        }
        return facets;
    }

    /** Of choices beyond the first, what most of all must not be mixed up. */
    private static List<Object> words(Map<String, Object> facets) {
        return Stream.of("said", "calls", "thoughts", "finish", "logprobs")
                .map(name -> facets.getOrDefault(name, ""))
                .toList();
    }

    private Map<String, Object> facets() {
        Map<String, Object> facets = new LinkedHashMap<>();
        facets.put("said", choice.parts().stream().map(AnswerGist::said).reduce("", String::concat));
        facets.put("texts", text);
        facets.put("refused", all(Part.Refusal.class).map(Part.Refusal::text).reduce("", String::concat));
        // Parts of a summary are paragraphs here and parts there.
        facets.put(
                "thoughts",
                all(Part.Reasoning.class)
                        .map(Part.Reasoning::text)
                        .reduce("", String::concat)
                        .replace("\n", ""));
        facets.put("calls", all(Part.ToolUse.class).map(AnswerGist::called).toList());
        facets.put(
                "custom", all(Part.ToolUse.class).filter(Part.ToolUse::custom).count());
        facets.put(
                "pictures",
                all(Part.Image.class).map(image -> where(image.source())).toList());
        facets.put("sounds", all(Part.Audio.class).map(AnswerGist::sound).toList());
        facets.put("opaque", all(Part.Opaque.class).count());
        cited(facets);
        facets.put(
                "logprobs", choice.logprobs().stream().map(AnswerGist::weighed).toList());
        facets.put("finish", why(choice.finish()));
        facets.put(
                "stop sequence",
                choice.finish() == null ? "" : orEmpty(choice.finish().stopSequence()));
        return facets;
    }

    private <T extends Part> Stream<T> all(Class<T> type) {
        return choice.parts().stream().filter(type::isInstance).map(type::cast);
    }

    /** Words that a reader sees, whether they are told from a refusal or a sound or not. */
    private static String said(Part part) {
        return switch (part) {
            case Part.Text said -> said.text();
            case Part.Refusal refusal -> refusal.text();
            case Part.Audio audio -> orEmpty(audio.transcript());
            default -> "";
        };
    }

    /** A custom tool's text is the one argument of a function where there are only functions. */
    static String called(Part.ToolUse use) {
        String input = use.input().isEmpty() ? "{}" : use.input();
        String object =
                use.custom() ? JsonTree.object().put("input", use.input()).toString() : input;
        return use.name() + " " + JsonTree.parse(object).map(JsonNode::toString).orElse(object);
    }

    private static String where(Source source) {
        return switch (source) {
            case Source.Url url -> url.url();
            case Source.Inline inline -> inline.mediaType() + " " + inline.base64();
            case Source.Uploaded uploaded -> uploaded.id();
            case Source.Plain plain -> plain.text();
        };
    }

    private static String sound(Part.Audio audio) {
        String base64 = audio.source() instanceof Source.Inline inline ? inline.base64() : "";
        return base64 + " " + orEmpty(audio.transcript());
    }

    private void cited(Map<String, Object> facets) {
        List<String> pages = new ArrayList<>();
        List<String> citations = new ArrayList<>();
        List<String> passages = new ArrayList<>();
        for (Part part : choice.parts()) {
            if (part instanceof Part.Text said) {
                for (Citation citation : said.citations()) {
                    if (citation.url() != null) {
                        pages.add(citation.url());
                    }
                    citations.add(source(citation));
                    passages.add(passage(citation, said.text()));
                }
            }
        }
        facets.put("pages", pages);
        facets.put("citations", citations);
        // Gemini streams tell sources last of all: with a text of their own, where calls have come after their text.
        if (!passages.contains("")) {
            facets.put("passages", passages);
        }
    }

    /** One that names no words rests on all of its text. */
    private static String passage(Citation citation, String text) {
        return citation.from() == null || citation.to() == null || citation.to() > text.length()
                ? text
                : text.substring(citation.from(), citation.to());
    }

    /** One without a title is titled by its address in Responses. */
    private static String source(Citation citation) {
        String url = orEmpty(citation.url());
        String title = orEmpty(citation.title()).equals(url) ? "" : orEmpty(citation.title());
        return String.join("|", url, title, orEmpty(citation.cited()), String.valueOf(citation.document()));
    }

    private static String weighed(TokenLogprob token) {
        return token.token() + " " + token.logprob().stripTrailingZeros()
                + token.alternatives().stream().map(AnswerGist::weighed).toList();
    }

    /** A stop sequence that is not named is an end like any other. */
    private String why(@Nullable Finish finish) {
        boolean refused = all(Part.Refusal.class).findAny().isPresent();
        return switch (finish == null ? Finish.Reason.OTHER : finish.reason()) {
            // OpenAI's refusals in words end like any answer.
            case STOP, STOP_SEQUENCE -> refused ? "REFUSED" : "STOP";
            case LENGTH -> "LENGTH";
            case CONTEXT -> "CONTEXT";
            case TOOL_USE -> "TOOL_USE";
            case FILTERED -> "FILTERED";
            case REFUSED -> "REFUSED";
            case PAUSED -> "PAUSED";
            case FAILED -> "FAILED";
            case OTHER -> finish == null ? "none" : "OTHER";
        };
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
