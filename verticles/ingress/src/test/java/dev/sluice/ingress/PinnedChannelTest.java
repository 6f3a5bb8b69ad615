package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Route;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A call that names the channel that is to answer it. */
class PinnedChannelTest {
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage();
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(new Usage(1, 0, 0, 1, 0), false, null));
            return Future.succeededFuture(Stage.whole());
        };
    }

    @AfterEach
    void close() throws TimeoutException {
        stage.close();
    }

    private void allow(boolean mayPin) {
        stage.admission =
                new Admission.Admitted(new Caller("key-1", "user-1", "default", Set.of(), false, mayPin), List.of());
    }

    private HttpResponse<String> ask(String path, String body) throws Exception {
        return stage.send(
                "POST",
                path,
                body,
                "Authorization",
                "Bearer sk-test",
                "Content-Type",
                "application/json",
                "X-Sluice-Channel",
                "b");
    }

    @Test
    void theRouterIsToldWhichChannelIsWanted() throws Exception {
        allow(true);

        assertThat(ask("/v1/chat/completions", Stage.CHAT).statusCode()).isEqualTo(200);
        stage.post(Stage.CHAT);

        assertThat(stage.routed).extracting(request -> request.channelId()).containsExactly("b", null);
    }

    @Test
    void whoMayNotIsToldSoInTheirDialectBeforeAnythingIsTried() throws Exception {
        allow(false);

        HttpResponse<String> openai = ask("/v1/chat/completions", Stage.STREAMED);
        HttpResponse<String> anthropic = ask(
                "/v1/messages",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(openai.statusCode()).isEqualTo(403);
        assertThat(openai.body()).contains("Only keys of administrators", "\"code\":\"forbidden\"");
        assertThat(anthropic.statusCode()).isEqualTo(403);
        assertThat(anthropic.body()).contains("permission_error", "Only keys of administrators");
        assertThat(stage.routed).isEmpty();
        assertThat(stage.attempts).isEmpty();
        assertThat(stage.settlements)
                .extracting(settlement -> settlement.end())
                .containsExactly(CallEnd.REFUSED, CallEnd.REFUSED);
    }

    @Test
    void aChannelThatDoesNotServeTheModelIsNamed() throws Exception {
        allow(true);
        stage.route = new Route(List.of(), List.of(), true);

        HttpResponse<String> answer = ask("/v1/chat/completions", Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("The channel 'b' does not serve the model 'm'", "channel_not_available");
    }
}
