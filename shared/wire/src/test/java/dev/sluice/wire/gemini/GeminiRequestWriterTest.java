package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model refuses to be told together. */
class GeminiRequestWriterTest {
    private static final String TOOLS = "'tools':[{'functionDeclarations':[{'name':'f'}]}]";

    private final Losses losses = new Losses();

    private JsonNode written(String request, String model) {
        return Talks.written(Talks.request(request), new Addressee(model, Set.of()), losses);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'responseMimeType':'application/json'",
                "'responseMimeType':'application/json','responseJsonSchema':{'type':'object'}",
                "'responseMimeType':'application/json','responseSchema':{'type':'OBJECT'}",
                "'responseMimeType':'text/x.enum','responseSchema':{'type':'STRING','enum':['a']}"
            })
    void beforeTheThirdGenerationTheFormOfTheAnswerYieldsToTools(String format) {
        String request = "{'contents':[{'parts':[{'text':'?'}]}],'generationConfig':{" + format + "}";

        JsonNode old = written(request + "," + TOOLS + "}", "gemini-2.5-pro");

        assertThat(old.has("tools")).isTrue();
        assertThat(old.path("generationConfig")).isEmpty();
        assertThat(losses.all()).containsExactly(Loss.ANSWER_FORMAT);
        assertThat(written(request + "}", "gemini-2.5-pro").path("generationConfig"))
                .isEqualTo(Talks.tree("{" + format + "}"));
        assertThat(written(request + "," + TOOLS + "}", "gemini-3-flash").path("generationConfig"))
                .isEqualTo(Talks.tree("{" + format + "}"));
    }

    @Test
    void plainTextIsNoFormThatToolsExclude() {
        JsonNode written = written(
                "{'contents':[{'parts':[{'text':'?'}]}],'generationConfig':{'responseMimeType':'text/plain'}," + TOOLS
                        + "}",
                "gemini-2.5-flash");

        assertThat(written.at("/generationConfig/responseMimeType").asText()).isEqualTo("text/plain");
        assertThat(losses.list()).isEmpty();
    }
}
