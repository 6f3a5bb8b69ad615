package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.wire.json.JsonTree;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One reasoning part while it is put together from {@code reasoning_content} and items of OpenRouter's {@code
 * reasoning_details}.
 *
 * <p>The details must go back as they came, so the seal of such a part is the detail itself without its text, as JSON: type,
 * format, index, id, signature or data. Streams cut details into fragments; those of one text have the same type and index.
 *
 * @see <a href="https://openrouter.ai/docs/use-cases/reasoning-tokens">OpenRouter's reasoning details</a>
 */
final class OpenAiThought {
    static final String TEXT = "reasoning.text";
    static final String SUMMARY = "reasoning.summary";
    static final String ENCRYPTED = "reasoning.encrypted";

    private final StringBuilder text = new StringBuilder();
    private @Nullable ObjectNode detail;
    private boolean summary;
    private @Nullable Seal foreign;
    private int place;

    /** What a detail says in words; empty if nothing. */
    static String text(JsonNode detail) {
        String words = detail.path("text").asText("");
        return words.isEmpty() || detail.path("text").isNull()
                ? detail.path("summary").isTextual() ? detail.path("summary").asText() : ""
                : words;
    }

    /** What a detail is signed or encrypted with; null if nothing. */
    static @Nullable String signature(JsonNode detail) {
        String signature = detail.path("signature").textValue();
        return signature == null ? detail.path("data").textValue() : signature;
    }

    /** Adds words that stand outside of details. */
    void plain(String words) {
        text.append(words);
    }

    /** Whether a detail goes on with this thought, and is not one of its own. */
    boolean takes(JsonNode next) {
        if (isSealed() || type(next).equals(ENCRYPTED)) {
            return false;
        }
        return detail == null
                || (type(next).equals(type(detail)) && Objects.equals(detail.get("index"), next.get("index")));
    }

    /** Takes a detail, or a fragment of one; gives the words that are new. */
    String take(JsonNode next) {
        String words = text(next);
        // After plain words a detail may repeat all of them.
        boolean isCopy = detail == null && words.contentEquals(text);
        detail = detail == null ? JsonTree.object() : detail;
        for (var member : next.properties()) {
            boolean isWords = member.getKey().equals("text") || member.getKey().equals("summary");
            if (!isWords && !(member.getValue().isNull() && detail.has(member.getKey()))) {
                detail.set(member.getKey(), member.getValue());
            }
        }
        summary = isSummary(detail);
        text.append(isCopy ? "" : words);
        return isCopy ? "" : words;
    }

    /** Whether a wrapped seal without words belongs to this thought: the same item in two details, or merged into one. */
    boolean takesSeal(JsonNode next) {
        return !isSealed()
                && !text.isEmpty()
                && (detail == null || Objects.equals(detail.get("index"), next.get("index")));
    }

    /**
     * Seals it with a seal of another dialect.
     *
     * @param calls how many calls stand before it
     */
    void seal(Seal seal, int calls) {
        foreign = seal;
        place = calls;
    }

    /** How many calls of the message stand before it. */
    int place() {
        return place;
    }

    /** Whether it has its signature, so that it is over. */
    boolean isSealed() {
        return foreign != null || (detail != null && signature(detail) != null);
    }

    static boolean isSummary(JsonNode detail) {
        return type(detail).equals(SUMMARY);
    }

    @Nullable
    Seal seal() {
        if (foreign != null) {
            return foreign;
        }
        return detail == null
                ? null
                : new Seal(Dialect.OPENAI, JsonTree.raw(detail).text());
    }

    Part.Reasoning part() {
        Seal seal = seal();
        return new Part.Reasoning(text.toString(), summary, seal == null ? Notes.NONE : Notes.NONE.with(seal));
    }

    private static String type(JsonNode detail) {
        return detail.path("type").asText(TEXT);
    }
}
