package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What upstreams that speak this dialect in part are told. */
class OpenAiUpstreamsTest {
    private static final String WISHES = "\"user\":\"u\",\"seed\":7,\"logprobs\":true,\"top_logprobs\":2,"
            + "\"verbosity\":\"low\",\"service_tier\":\"flex\",\"prompt_cache_key\":\"k\",\"reasoning_effort\":\"low\"";

    private final Losses losses = new Losses();

    private static ChatRequest request(String members) {
        return OpenAiCodec.INSTANCE.chat().readRequest(Calls.chat("{\"model\":\"m\"," + members + "}"));
    }

    private JsonNode write(ChatRequest request, String model, Quirk... quirks) {
        Addressee to = new Addressee(model, Set.of(quirks));
        return JsonTree.parse(OpenAiCodec.INSTANCE.chat().writeRequest(request, to, losses))
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"deepseek-chat, , system", "gpt-4o, , system", "gpt-5, , developer", "any, DEVELOPER_ROLE, developer"})
    void developersSpeakAsTheSystemWhereTheyAreNotKnown(String model, Quirk quirk, String role) {
        ChatRequest request = request("\"messages\":[{\"role\":\"developer\",\"content\":\"Be brief.\"}]");

        JsonNode written = quirk == null ? write(request, model) : write(request, model, quirk);

        assertThat(written.at("/messages/0/role").asText()).isEqualTo(role);
        assertThat(written.at("/messages/0/content").asText()).isEqualTo("Be brief.");
    }

    @Test
    void callsOfCustomToolsAreCallsOfTheFunctionsThatStandForThem() {
        Part.ToolUse use = new Part.ToolUse("c", "t", "a \"b\"", true, Notes.NONE);
        ChatRequest request = request("\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]")
                .withMessages(List.of(new Message(Role.ASSISTANT, List.of(use))));

        JsonNode call = write(request, "m").at("/messages/0/tool_calls/0");

        assertThat(call.path("type").asText()).isEqualTo("function");
        assertThat(call.at("/function/arguments").asText()).isEqualTo("{\"input\":\"a \\\"b\\\"\"}");
        assertThat(losses.all()).containsExactly(Loss.CUSTOM_TOOL);
    }

    @Test
    void anUpstreamOfFewMembersIsToldOnlyThose() {
        String messages = "\"messages\":[{\"role\":\"user\",\"name\":\"Ann\",\"content\":\"a\"},"
                + "{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}]";
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],\"tool_choice\":{\"type\":"
                + "\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":[{\"type\":\"function\","
                + "\"function\":{\"name\":\"f\"}}]}}";

        JsonNode written = write(request(WISHES + "," + messages + "," + tools), "mistral-large", Quirk.FEW_MEMBERS);

        assertThat(written)
                .isEqualTo(JsonTree.parse("{\"model\":\"mistral-large\",\"random_seed\":7,\"messages\":["
                                + "{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"No.\"}],"
                                + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":"
                                + "{\"type\":\"object\",\"properties\":{}}}}],\"tool_choice\":\"required\"}")
                        .orElseThrow());
        assertThat(losses.all())
                .containsExactlyInAnyOrder(
                        Loss.USER,
                        Loss.LOGPROBS,
                        Loss.VERBOSITY,
                        Loss.SERVICE_TIER,
                        Loss.CACHE_MARK,
                        Loss.THINKING,
                        Loss.NAME,
                        Loss.REFUSAL,
                        Loss.TOOL_CHOICE);
    }
}
