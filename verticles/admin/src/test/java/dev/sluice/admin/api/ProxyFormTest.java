package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.ProxyServer.Kind;
import dev.sluice.store.Secret;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyFormTest {
    private static final String CANARY = "canary-7f1e";

    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    @Test
    void aProxyIsShownWithoutWhatItAsksForWhereverItIsShown() {
        Reply made = make("\"socks5://me:" + CANARY + "%40x@Proxy.example\"");
        String id = made.expect(201).json().path("id").asText();

        List<Reply> answers = List.of(
                made,
                management.get("/api/channels/" + id),
                management.get("/api/channels"),
                management.get("/api/audit-log"),
                management.get("/api/revisions"),
                management.get("/api/revisions/" + management.store.generation()),
                management.patch("/api/channels/" + id, "{\"proxy\":\"ftp://me:" + CANARY + "@h\"}"),
                management.patch("/api/channels/" + id, "{\"proxy\":\"socks5://me:" + CANARY + "@h/p\"}"),
                management.patch("/api/channels/" + id, "{\"proxy\":\"socks5://me:" + CANARY + "@ h\"}"));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.text()).doesNotContain(CANARY));
        assertThat(made.json().path("proxy").asText()).isEqualTo("socks5://proxy.example:1080");
        assertThat(management.store.channels().get(id).orElseThrow().proxy())
                .isEqualTo(new ProxyServer(Kind.SOCKS5, "proxy.example", 1080, false));
        assertThat(login(id)).contains(new Secret("me:" + CANARY + "@x"));
    }

    @Test
    void theSameProxyKeepsItsLoginAndAnotherDoesNotGetIt() {
        String id = make("\"http://me:pw@proxy.example:3128\"")
                .expect(201)
                .json()
                .path("id")
                .asText();

        patch(id, "{\"proxy\":\"http://proxy.example:3128\",\"weight\":2}");
        assertThat(login(id)).contains(new Secret("me:pw"));
        patch(id, "{\"weight\":3}");
        assertThat(login(id)).contains(new Secret("me:pw"));
        patch(id, "{\"proxy\":\"http://evil.example:3128\"}");
        assertThat(login(id)).isEmpty();
    }

    @Test
    void aPrivateProxyMustBeMeantAndNullMeansNone() {
        assertThat(make("\"socks5://127.0.0.1:1080\"").expect(400).param()).isEqualTo("proxy");
        String id = make("\"socks5://127.0.0.1:1080\",\"proxy_private_addresses\":true")
                .expect(201)
                .json()
                .path("id")
                .asText();

        JsonNode off = patch(id, "{\"proxy_private_addresses\":null,\"proxy\":\"socks5://p.example\"}");
        JsonNode none = patch(id, "{\"proxy\":null}");

        assertThat(off.path("proxy_private_addresses").asBoolean()).isFalse();
        assertThat(none.path("proxy").isNull()).isTrue();
        assertThat(management.store.channels().get(id).orElseThrow().proxy()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "proxy | 'proxy.example:1080'",
                "proxy | 'https://proxy.example'",
                "proxy | 'socks4://proxy.example'",
                "proxy | 'socks5:proxy.example'",
                "proxy | 'socks5://'",
                "proxy | 'socks5://proxy.example/path'",
                "proxy | 'socks5://proxy.example?x=1'",
                "proxy | 'socks5://0x7f000001'",
                "proxy | 'socks5://proxy.example:70000'",
                "proxy | 'socks5://a%0d%0ab:c@proxy.example'",
                "proxy | 'socks5://a%zzb@proxy.example'",
                "proxy | ''",
                "proxy | 7",
                "proxy | 'http://p.example','base_url':'http://api.example'",
                "proxy_private_addresses | null,'proxy_private_addresses':true",
                "proxy_private_addresses | 'http://p.example','proxy_private_addresses':'yes'"
            })
    void aWrongProxyIsRefused(String field, String proxy) {
        assertThat(make(proxy.replace('\'', '"')).expect(400).param()).isEqualTo(field);
    }

    private Reply make(String proxy) {
        return management.post(
                "/api/channels", "{\"name\":\"p\",\"provider\":\"openai\",\"models\":[\"m\"],\"proxy\":" + proxy + "}");
    }

    private JsonNode patch(String id, String body) {
        return management.patch("/api/channels/" + id, body).expect(200).json();
    }

    private Optional<Secret> login(String id) {
        return management.store.channels().get(id).flatMap(management.store.channels()::proxyLogin);
    }
}
