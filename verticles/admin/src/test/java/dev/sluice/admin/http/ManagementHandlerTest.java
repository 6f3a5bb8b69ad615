package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminSettings;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagementHandlerTest {
    private static final int MAX_BODY = 4096;

    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(
                folder, new AdminSettings("1.2.3", MAX_BODY, 8, Duration.ofMillis(500), Duration.ofHours(12)));
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @Test
    void aBodyOfTheLargestSizeIsTakenAndAByteMoreIsNot() {
        String start = "{\"name\":\"x\"";
        String just = start + " ".repeat(MAX_BODY - start.length() - 1) + "}";

        management.post("/api/keys", just).expect(201);
        Reply tooLarge = management.post("/api/keys", just + " ").expect(413);

        assertThat(tooLarge.code()).isEqualTo("request_too_large");
        assertThat(tooLarge.json().at("/error/message").asText()).contains("4096");
    }

    @Test
    void aBodyThatIsMuchTooLargeIsAnsweredAllTheSame() {
        management.post("/api/keys", "x".repeat(3 << 20)).expect(413);
    }

    @Test
    void whoShowsNoTokenIsRefusedWhateverTheBodyIs() {
        management.call("POST", "/api/keys", "x".repeat(1 << 20), null).expect(401);
        management.call("POST", "/api/nowhere", "x".repeat(1 << 20), null).expect(404);
        management.call("POST", "/nowhere", "x".repeat(1 << 20), null).expect(404);
    }

    @Test
    void aConnectionIsGoodForMoreAfterARefusal() throws IOException {
        String refused =
                "POST /api/keys HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
        String next = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        String answers = management.raw(refused + next);

        assertThat(answers).startsWith("HTTP/1.1 401 ").contains("HTTP/1.1 200 OK");
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLong() throws IOException {
        String answer = management.raw("POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 100\r\n\r\n{\"password\"");

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"name\":\"x\"} {}",
                "{\"name\":\"x\",\"name\":\"y\"}",
                "{\"name\":\"x\",}",
                "{name:\"x\"}",
                "/* c */ {\"name\":\"x\"}",
                "[]",
                "null",
                "\"name\"",
                "{\"name\":NaN}",
                "{\"budget\":1e9999999999999999999999999999999999999999999999999999999999999999999999999999999999}",
                "{\"models\":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}"
            })
    void aBodyThatIsNoPlainJsonObjectIsRefused(String body) {
        management.post("/api/keys", body).expect(400);
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        byte[] body = "{\"name\":\"x\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);

        Reply reply = management.send(management
                .request("/api/keys")
                .header("Authorization", "Bearer " + Management.TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)));

        assertThat(reply.expect(400).json().at("/error/message").asText()).contains("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp"})
    void aBodyOfAnotherTypeIsRefused(String type) {
        Reply reply = management.send(management
                .request("/api/session")
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"password\":\"x\"}")));

        reply.expect(415);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "token-of-the-administrator", "Bearers x"})
    void anotherKindOfAuthorizationIsNone(String header) {
        management
                .send(management.request("/api/status").header("Authorization", header))
                .expect(401);
    }

    @Test
    void theSchemeIsReadInAnyCaseAndTwoTokensAreNone() {
        management
                .send(management.request("/api/status").header("Authorization", "bearer " + Management.TOKEN))
                .expect(200);
        management
                .send(management
                        .request("/api/status")
                        .header("Authorization", "Bearer " + Management.TOKEN)
                        .header("Authorization", "Bearer other"))
                .expect(401);
    }

    @Test
    void aQueryThatCannotBeDecodedIsRefused() throws IOException {
        String answer = management.raw("GET /api/keys?limit=%zz HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + Management.TOKEN + "\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 400 ");
    }
}
