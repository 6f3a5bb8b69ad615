package dev.sluice.wire.outline;

import static dev.sluice.wire.outline.Member.Plain.CAP;
import static dev.sluice.wire.outline.Member.Plain.CHOICES;
import static dev.sluice.wire.outline.Member.Plain.MODEL;
import static dev.sluice.wire.outline.Member.Plain.PREVIOUS_RESPONSE;
import static dev.sluice.wire.outline.Member.Plain.SCHEMA;
import static dev.sluice.wire.outline.Member.Plain.STORE;
import static dev.sluice.wire.outline.Member.Plain.STREAM;
import static dev.sluice.wire.outline.Member.Plain.TIER;
import static dev.sluice.wire.outline.Member.Plain.TOOLS;
import static dev.sluice.wire.outline.Member.Plain.UNSERVED;
import static dev.sluice.wire.outline.Member.context;
import static dev.sluice.wire.outline.Member.inside;
import static dev.sluice.wire.outline.Member.prompt;

import dev.sluice.wire.outline.Media.Text;
import dev.sluice.wire.outline.Media.Trait;
import dev.sluice.wire.outline.Member.Shape;
import dev.sluice.wire.text.NameTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** The form of each dialect's requests. OpenAI's chats have a reader of their own, which knows more of them. */
public final class Outlines {
    private static final Media PLAIN = new Media(new NameTable<>(Map.of()));

    private static final OutlineForm OPENAI_EMBEDDINGS =
            new OutlineForm(Member.table(Map.of("model", MODEL, "input", prompt(Shape.TEXTS))), PLAIN, "input");

    private static final OutlineForm RESPONSES = new OutlineForm(
            Member.table(Map.ofEntries(
                    Map.entry("model", MODEL),
                    Map.entry("stream", STREAM),
                    Map.entry("max_output_tokens", CAP),
                    Map.entry("input", prompt(Shape.TEXT_OR_ITEMS)),
                    Map.entry("prompt", prompt(Shape.OBJECT)),
                    Map.entry("instructions", context(Shape.TEXT_OR_ITEMS)),
                    Map.entry("tools", TOOLS),
                    Map.entry("text", SCHEMA),
                    Map.entry("previous_response_id", PREVIOUS_RESPONSE),
                    Map.entry("store", STORE),
                    Map.entry("service_tier", TIER),
                    // Both would live at the upstream, under an account that all callers share.
                    Map.entry("conversation", UNSERVED),
                    Map.entry("background", UNSERVED))),
            media(Map.of(
                    "type", Trait.kind("input_image"),
                    "image_url", Trait.counted(Text.ADDRESS),
                    "file_url", Trait.counted(Text.ADDRESS),
                    "file_data", Trait.counted(Text.BASE64),
                    "input_audio", Trait.holder(),
                    "data", Trait.counted(Text.BASE64_IN_HOLDER))),
            "input");

    private static final Map<String, Member> ANTHROPIC_MEMBERS = Map.of(
            "model", MODEL,
            "stream", STREAM,
            "max_tokens", CAP,
            "messages", prompt(Shape.MESSAGES),
            "system", context(Shape.TEXT_OR_ITEMS),
            "tools", TOOLS,
            "output_config", SCHEMA,
            "output_format", SCHEMA,
            "service_tier", TIER,
            "speed", TIER);
    private static final OutlineForm ANTHROPIC_TOKENS = new OutlineForm(
            Member.table(ANTHROPIC_MEMBERS),
            media(Map.of(
                    "type", Trait.kind("image"),
                    "source", Trait.holder(),
                    "data", Trait.counted(Text.BASE64_IN_HOLDER),
                    "url", Trait.counted(Text.ADDRESS))),
            "messages");
    private static final OutlineForm ANTHROPIC = ANTHROPIC_TOKENS.needingCap();

    private static final Media GEMINI_MEDIA = media(Map.of(
            "inlineData", Trait.holder(),
            "inline_data", Trait.holder(),
            "data", Trait.counted(Text.BASE64_IN_HOLDER),
            "mimeType", Trait.kind("image/"),
            "mime_type", Trait.kind("image/"),
            "thoughtSignature", Trait.counted(Text.BASE64),
            "thought_signature", Trait.counted(Text.BASE64)));
    /** Each text of a batch comes with what it is for. */
    private static final Media GEMINI_TEXTS = media(Map.of(
            "model", Trait.counted(Text.UNREAD),
            "role", Trait.counted(Text.UNREAD),
            "taskType", Trait.counted(Text.UNREAD),
            "task_type", Trait.counted(Text.UNREAD),
            "inlineData", Trait.holder(),
            "inline_data", Trait.holder(),
            "data", Trait.counted(Text.BASE64_IN_HOLDER),
            "mimeType", Trait.kind("image/"),
            "mime_type", Trait.kind("image/")));

    private static final Member GEMINI_CONFIG = inside(bothSpellings(Map.of(
            "maxOutputTokens",
            CAP,
            "candidateCount",
            CHOICES,
            "responseSchema",
            SCHEMA,
            "responseJsonSchema",
            SCHEMA)));
    private static final Map<String, Member> GEMINI_MEMBERS = bothSpellings(Map.of(
            "contents",
            prompt(Shape.CONTENTS),
            "systemInstruction",
            context(Shape.ANY),
            "tools",
            TOOLS,
            "generationConfig",
            GEMINI_CONFIG,
            "serviceTier",
            TIER));
    private static final OutlineForm GEMINI = new OutlineForm(Member.table(GEMINI_MEMBERS), GEMINI_MEDIA, "contents");
    private static final OutlineForm GEMINI_TOKENS = new OutlineForm(
            Member.table(with(GEMINI_MEMBERS, bothSpellings(Map.of("generateContentRequest", inside(GEMINI_MEMBERS))))),
            GEMINI_MEDIA,
            "contents");
    private static final OutlineForm GEMINI_EMBEDDINGS = new OutlineForm(
            Member.table(Map.of("content", prompt(Shape.OBJECT), "requests", prompt(Shape.MESSAGES))),
            GEMINI_TEXTS,
            "content");

    private static final OutlineForm BEDROCK = new OutlineForm(
            Member.table(Map.of(
                    "messages", prompt(Shape.MESSAGES),
                    "system", context(Shape.TEXT_OR_ITEMS),
                    "inferenceConfig", inside(Map.of("maxTokens", CAP)),
                    "toolConfig", inside(Map.of("tools", TOOLS)),
                    "serviceTier", inside(Map.of("type", TIER)),
                    "additionalModelRequestFields", SCHEMA)),
            media(Map.of(
                    "image", Trait.picture(Text.WORDS),
                    "bytes", Trait.counted(Text.BASE64),
                    "redactedContent", Trait.counted(Text.BASE64))),
            "messages");

    private static final OutlineForm COHERE = new OutlineForm(
            Member.table(Map.of(
                    "model", MODEL,
                    "stream", STREAM,
                    "max_tokens", CAP,
                    "messages", prompt(Shape.MESSAGES),
                    "documents", context(Shape.ANY),
                    "tools", TOOLS,
                    "response_format", SCHEMA)),
            media(Map.of("image_url", Trait.picture(Text.ADDRESS), "url", Trait.counted(Text.ADDRESS))),
            "messages");

    private static final OutlineForm COHERE_EMBEDDINGS =
            new OutlineForm(Member.table(Map.of("model", MODEL, "texts", prompt(Shape.TEXTS))), PLAIN, "texts");

    /** Jina's and Cohere's alike. */
    private static final OutlineForm RERANK = new OutlineForm(
                    Member.table(Map.of(
                            "model", MODEL, "query", context(Shape.QUERY), "documents", prompt(Shape.DOCUMENTS))),
                    media(Map.of("image", Trait.picture(Text.BASE64))),
                    "documents")
            .needingQuery();

    private Outlines() {}

    /** {@code POST /v1/embeddings}. */
    public static OutlineForm openAiEmbeddings() {
        return OPENAI_EMBEDDINGS;
    }

    /** {@code POST /v1/responses}. */
    public static OutlineForm responses() {
        return RESPONSES;
    }

    /** {@code POST /v1/messages}. */
    public static OutlineForm anthropic() {
        return ANTHROPIC;
    }

    /** {@code POST /v1/messages/count_tokens}. */
    public static OutlineForm anthropicTokens() {
        return ANTHROPIC_TOKENS;
    }

    /** {@code generateContent}, streamed or not; the path names the model. */
    public static OutlineForm gemini() {
        return GEMINI;
    }

    /** {@code countTokens}: contents, or a whole request in {@code generateContentRequest}. */
    public static OutlineForm geminiTokens() {
        return GEMINI_TOKENS;
    }

    /** {@code embedContent} and {@code batchEmbedContents}: one text in {@code content}, or many in {@code requests}. */
    public static OutlineForm geminiEmbeddings() {
        return GEMINI_EMBEDDINGS;
    }

    /** {@code Converse}, streamed or not; the path names the model. */
    public static OutlineForm bedrock() {
        return BEDROCK;
    }

    /** {@code POST /v2/chat}. */
    public static OutlineForm cohere() {
        return COHERE;
    }

    /** {@code POST /v2/embed}. */
    public static OutlineForm cohereEmbeddings() {
        return COHERE_EMBEDDINGS;
    }

    /** {@code POST /v1/rerank} and {@code POST /v2/rerank}. */
    public static OutlineForm rerank() {
        return RERANK;
    }

    private static Media media(Map<String, Trait> traits) {
        return new Media(new NameTable<>(traits));
    }

    /** Google's servers take {@code maxOutputTokens} and {@code max_output_tokens} alike. */
    private static Map<String, Member> bothSpellings(Map<String, Member> camelCase) {
        Map<String, Member> both = new LinkedHashMap<>();
        camelCase.forEach((name, member) -> {
            both.put(name, member);
            both.put(snakeCase(name), member);
        });
        return both;
    }

    private static String snakeCase(String camelCase) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < camelCase.length(); i++) {
            char c = camelCase.charAt(i);
            snake.append(c >= 'A' && c <= 'Z' ? "_" + (char) (c - 'A' + 'a') : String.valueOf(c));
        }
        return snake.toString();
    }

    private static Map<String, Member> with(Map<String, Member> members, Map<String, Member> more) {
        Map<String, Member> all = new LinkedHashMap<>(members);
        all.putAll(more);
        return all;
    }
}
