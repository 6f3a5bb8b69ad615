package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.http.HttpMethod;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebFilesTest {
    private Management management;

    @BeforeAll
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterAll
    void stop() {
        management.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/index.html, text/html; charset=utf-8",
        "/favicon.svg, image/svg+xml",
        "/scheme.js, text/javascript; charset=utf-8"
    })
    void thePageIsServedWithoutAToken(String path, String type) {
        Reply reply = management.call("GET", path, null, null).expect(200);

        assertThat(reply.header("content-type")).isEqualTo(type);
        assertThat(reply.text()).isNotEmpty();
    }

    @Test
    void aFileThatTheBrowserHasIsNotSentAgain() {
        String etag = management.call("GET", "/scheme.js", null, null).header("etag");

        Reply again = management.send(management.request("/scheme.js").header("If-None-Match", "\"x\", W/" + etag));
        Reply changed = management.send(management.request("/scheme.js").header("If-None-Match", "\"x\""));

        assertThat(etag).matches("\"[0-9a-f]{64}\"");
        assertThat(again.expect(304).text()).isEmpty();
        assertThat(again.header("etag")).isEqualTo(etag);
        changed.expect(200);
    }

    @Test
    void whoTakesGzipGetsFewerBytes() throws IOException {
        Reply plain = management.call("GET", "/", null, null).expect(200);
        var small = management.bytes(management.request("/").header("Accept-Encoding", "br, gzip;q=0.8"));

        assertThat(small.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(small.headers().firstValue("vary")).contains("accept-encoding");
        assertThat(small.headers().firstValue("etag")).isPresent().isNotEqualTo(Optional.of(plain.header("etag")));
        try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
            assertThat(new String(unpacked.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(plain.text());
        }
        assertThat(small.body()).hasSizeLessThan(plain.text().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "identity", "gzip;q=0", "gzip;q=0.0", "xgzip", "gzipped", "br"})
    void whoDoesNotTakeGzipGetsThePlainFile(String accepted) {
        Reply reply = management.send(management.request("/").header("Accept-Encoding", accepted));

        assertThat(reply.expect(200).text()).startsWith("<!doctype html>");
    }

    @Test
    void onlyWhatChangesItsNameIsKeptWithoutAsking() {
        String page = management.call("GET", "/", null, null).text();
        Matcher script = Pattern.compile("/assets/index-[\\w-]+\\.js").matcher(page);
        assertThat(script.find()).isTrue();

        assertThat(management.call("GET", "/", null, null).header("cache-control"))
                .isEqualTo("no-cache");
        assertThat(management
                        .call("GET", script.group(), null, null)
                        .expect(200)
                        .header("cache-control"))
                .contains("immutable");
    }

    @Test
    void thePageNeedsNothingThatThePolicyForbids() {
        String page = management.call("GET", "/", null, null).text();

        assertThat(page).doesNotContain("<style", "style=", "http://", "https://");
        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)").doesNotContainPattern("\\son[a-z]+=");
    }

    @Test
    void headTellsTheLengthAndSendsNoBody() {
        Reply head = management.call("HEAD", "/", null, null).expect(200);

        assertThat(head.text()).isEmpty();
        assertThat(Integer.parseInt(head.header("content-length"))).isPositive();
    }

    @Test
    void filesCanOnlyBeRead() {
        management.call("POST", "/", "{}", null).expect(405);
        management.call("DELETE", "/scheme.js", null, null).expect(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../pom.xml",
                "/..%2fpom.xml",
                "/%2e%2e/%2e%2e/etc/passwd",
                "/..\\..\\etc\\passwd",
                "/..%5c..%5cetc%5cpasswd",
                "/%c0%ae%c0%ae/etc/passwd",
                "/....//....//etc/passwd",
                "/.%00./etc/passwd",
                "/scheme.js%00.html",
                "/./scheme.js",
                "//scheme.js",
                "/static/../scheme.js",
                "/webroot/scheme.js",
                "/dev/sluice/admin/openapi.json",
                "/META-INF/MANIFEST.MF",
                "/.git/config",
                "/.env",
                "/scheme.js/",
                "/SCHEME.JS",
                "/scheme.js;x=1",
                "/etc/passwd",
                "/C:/Windows/win.ini",
                "/log4j2.xml",
                "/index.html.gz",
                "/favicon"
            })
    void nothingElseOfTheClassPathOrTheDiskIsServed(String path) throws IOException {
        String answer = management.raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404 ").contains("nosniff").doesNotContain("root:");
    }

    @Test
    void aJarIsReadLikeAFolder(@TempDir Path folder) throws IOException {
        Path jar = folder.resolve("ui with space.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            add(out, "webroot/index.html", "<!doctype html>");
            add(out, "webroot/assets/a.css", "a{}");
            add(out, "webroot/.hidden.js", "1");
            add(out, "webroot/notes.java", "class A {}");
            add(out, "other/secret.txt", "secret");
        }

        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            WebFiles files = WebFiles.load(loader);

            assertThat(files.answer(HttpMethod.GET, "/", null, null).body().utf8())
                    .isEqualTo("<!doctype html>");
            assertThat(files.answer(HttpMethod.GET, "/assets/a.css", null, null).status())
                    .isEqualTo(200);
            for (String path : new String[] {"/.hidden.js", "/notes.java", "/other/secret.txt", "/secret.txt"}) {
                assertThatThrownBy(() -> files.answer(HttpMethod.GET, path, null, null))
                        .isInstanceOf(GatewayException.class);
            }
        }
    }

    @Test
    void withoutAPageThereIsJustNothing() throws IOException {
        try (var loader = new URLClassLoader(new URL[0], null)) {
            WebFiles files = WebFiles.load(loader);

            assertThatThrownBy(() -> files.answer(HttpMethod.GET, "/", null, null))
                    .isInstanceOf(GatewayException.class);
        }
    }

    private static void add(JarOutputStream out, String name, String content) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(content.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
    }
}
