package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A translation by DeepL in a chat's clothes: the last message is translated into the language at the end of the model's
 * name, such as {@code deepl-pt-br}. DeepL bills characters, and says nothing of tokens.
 *
 * @see <a href="https://developers.deepl.com/api-reference/translate">DeepL's translation</a>
 */
final class DeepLShape implements VendorShape {
    private static final String ENGLISH = "EN";

    @Override
    public ObjectNode chatRequest(Members asked) {
        List<ObjectNode> messages = asked.messages();
        if (messages.size() > 1) {
            asked.lose(Loss.PLACE);
        }
        ObjectNode out = JsonTree.object();
        out.putArray("text").add(asked.text(messages.getLast().get("content")));
        out.put("target_lang", language(asked.model())).put("show_billed_characters", true);
        asked.keep(out, "source_lang", "formality", "context", "glossary_id");
        return out;
    }

    @Override
    public @Nullable Usage billed(JsonNode answer) {
        long characters =
                answer.path("translations").path(0).path("billed_characters").asLong(0);
        return characters <= 0 ? null : Usage.NONE.with(RareUsage.NONE.withUnits(Map.of("character", characters)));
    }

    private static String language(String model) {
        int dash = model.indexOf('-');
        return dash < 0 ? ENGLISH : model.substring(dash + 1).toUpperCase(Locale.ROOT);
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        List<Doc> translations = answer.at("translations").items();
        if (translations.isEmpty()) {
            throw answer.at("translations").wrong("an array with a translation");
        }
        return Completions.whole("", Completions.message(translations.getFirst().text("text")), "stop", null);
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            @Override
            public @Nullable ObjectNode read(String event, JsonNode data) {
                return null;
            }

            @Override
            public boolean isDone() {
                return false;
            }
        };
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        return body.has("message") && !body.has("translations")
                ? JsonTree.object().put("message", body.path("message").asText(""))
                : null;
    }
}
