package dev.sluice.wire.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnthropicModelsTest {
    private static final ModelList.Model PLAIN = new ModelList.Model("claude-a", "anthropic", 1_700_000_000);
    private static final ModelList.Model KNOWN =
            PLAIN.with(new ModelFacts(200_000, 64_000, List.of("text", "image"), List.of("text"), List.of("tools")));

    @Test
    void whatIsKnownOfAModelIsToldInAnthropicsWords() {
        JsonNode told =
                JsonTree.parse(AnthropicCodec.INSTANCE.writeModel(KNOWN)).orElseThrow();

        assertThat(told).isEqualTo(JsonTree.parse("""
                        {"type":"model","id":"claude-a","display_name":"claude-a","created_at":"2023-11-14T22:13:20Z",
                         "max_input_tokens":200000,"max_tokens":64000,
                         "capabilities":{"image_input":{"supported":true},"pdf_input":{"supported":false}}}""").orElseThrow());
    }

    @Test
    void aListIsOnePageThatSaysWhereItBeginsAndEnds() {
        ModelList list = new ModelList(List.of(PLAIN, new ModelList.Model("claude-b", "anthropic", 1_700_000_000)));

        JsonNode told =
                JsonTree.parse(AnthropicCodec.INSTANCE.writeModels(list)).orElseThrow();

        assertThat(told.path("has_more").asBoolean(true)).isFalse();
        assertThat(told.path("first_id").asText()).isEqualTo("claude-a");
        assertThat(told.path("last_id").asText()).isEqualTo("claude-b");
        assertThat(AnthropicCodec.INSTANCE.readModels(AnthropicCodec.INSTANCE.writeModels(list)))
                .containsExactly("claude-a", "claude-b");
    }
}
