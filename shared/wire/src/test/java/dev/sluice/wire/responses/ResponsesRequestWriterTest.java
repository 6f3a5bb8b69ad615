package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.Tooling;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What callers of other dialects wish, as this one takes it. */
class ResponsesRequestWriterTest {
    private final Losses losses = new Losses();

    private static ChatRequest request(AnswerWish wish, Service service, Message... messages) {
        return new ChatRequest(
                "m", List.of(messages), Tooling.NONE, Sampling.DEFAULT, wish, null, service, false, false, Extras.NONE);
    }

    private static Message user(Part... parts) {
        return new Message(Message.Role.USER, List.of(parts));
    }

    private static Message assistant(Part... parts) {
        return new Message(Message.Role.ASSISTANT, List.of(parts));
    }

    private JsonNode write(ChatRequest request) {
        return Samples.tree(ResponsesCodec.INSTANCE.chat().writeRequest(request, new Addressee("m", Set.of()), losses));
    }

    @Test
    void aUserOfTooManyCharactersIsHashed() {
        Service service = new Service(null, "u".repeat(150), null, null);

        JsonNode written = write(request(AnswerWish.DEFAULT, service, user(new Part.Text("a"))));

        assertThat(written.path("user").asText()).hasSize(64);
    }

    @Test
    void aCapBelowTheLeastIsRaised() {
        AnswerWish wish = new AnswerWish(1L, List.of(), null, null, null, null, List.of(), null);

        JsonNode written = write(request(wish, Service.DEFAULT, user(new Part.Text("a"))));

        assertThat(written.path("max_output_tokens").asInt()).isEqualTo(16);
        assertThat(losses.all()).containsExactly(Loss.FIELD);
    }

    @Test
    void aLongIdIsShortenedAlikeInCallAndResult() {
        String id = "toolu_" + "x".repeat(80);
        Part.ToolResult result = new Part.ToolResult(id, null, List.of(new Part.Text("ok")), false, Notes.NONE);

        JsonNode input = write(request(
                        AnswerWish.DEFAULT,
                        Service.DEFAULT,
                        assistant(new Part.ToolUse(id, "f", "text", true, Notes.NONE)),
                        user(result)))
                .path("input");

        assertThat(input.at("/0/call_id").asText()).hasSizeLessThanOrEqualTo(64).startsWith("call_");
        assertThat(input.at("/1/call_id")).isEqualTo(input.at("/0/call_id"));
        assertThat(input.at("/1/type").asText()).isEqualTo("custom_tool_call_output");
    }

    @Test
    void anAssistantHasNoPicturesAndDocuments() {
        Part.Image image = new Part.Image(new Source.Url("https://a/b.png"), null, Notes.NONE);
        Part.Document document = new Part.Document(new Source.Url("https://a/b.pdf"), null, null, false, Notes.NONE);

        JsonNode input = write(request(
                        AnswerWish.DEFAULT,
                        Service.DEFAULT,
                        user(image),
                        assistant(image, new Part.Text("Seen."), document),
                        assistant(image)))
                .path("input");

        assertThat(input.at("/0/content/0/type").asText()).isEqualTo("input_image");
        assertThat(input.at("/1/content").findValuesAsText("type")).containsExactly("output_text");
        assertThat(input.at("/2/content").asText("absent")).isEmpty();
        assertThat(losses.all()).containsExactlyInAnyOrder(Loss.IMAGE, Loss.DOCUMENT);
    }

    @Test
    void soundsAreLostButForTheirWords() {
        Part.Audio sound = new Part.Audio(new Source.Inline("audio/wav", "UklG"), "wav", "Hello.", Notes.NONE);

        JsonNode input = write(request(AnswerWish.DEFAULT, Service.DEFAULT, user(sound), assistant(sound)))
                .path("input");

        assertThat(input.at("/0/content/0/type").asText()).isEqualTo("input_text");
        assertThat(input.at("/0/content/0/text").asText()).isEqualTo("Hello.");
        assertThat(input.at("/1/content/0/type").asText()).isEqualTo("output_text");
        assertThat(losses.all()).containsExactly(Loss.AUDIO);
    }
}
